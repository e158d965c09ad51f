"""Changes to posts that are out: the intention before the call, the outcome after it; one open at a time a post."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from bot.errors import Problem, UserError
from bot.model.amendment import SETTLED, AmendmentKind, AmendmentRow, Stage
from bot.model.delivery import State
from bot.model.post import Post
from bot.model.records import DeliveryRow
from bot.model.states import Mover
from bot.store.amendment_lists import AmendmentLists, amendment_of, amendment_rows
from bot.store.codec import POST
from bot.store.delivery_lists import delivery_of, delivery_rows
from bot.store.freezes import freeze_over
from bot.store.journal import note
from bot.store.moves import move
from bot.store.sources import IsDead
from bot.store.tables import accounts, amendments, deliveries, posts, proposals, receipts

_NOBODY = {"owner": None, "lease_until": None}


class AmendmentStore(AmendmentLists):
    """Writes amendments; each method is one transaction."""

    def request(
        self,
        row: DeliveryRow,
        kind: AmendmentKind,
        *,
        post: Post | None,
        actor: str,
        reason: str,
        now: datetime,
        revision: int | None = None,
        proposal: int | None = None,
    ) -> int | None:
        """The id of the new amendment, to be carried out; None when the post was corrected by another meanwhile.

        With `revision`, the delivery counts as corrected to it; with `proposal`, that one is answered with yes. One
        that was not begun yet gives way. Raises UserError when the post is not out, or a change to it is under way.
        """
        with self._database.writing(durable=True) as connection:
            delivery = _locked(connection, row.id)
            if delivery.state is not State.PUBLISHED or delivery.receipt is None:
                what = f"is {delivery.state}, not published"
                raise UserError(Problem(f"delivery {row.id}", what, "there is no post to change"))
            if revision is not None and not _counts_as_corrected(connection, row, revision):
                return None
            _make_way(connection, row.id, now)
            if proposal is not None and not _answered(connection, proposal, actor, now):
                raise UserError(Problem(f"proposal {proposal}", "is answered already", "see pressbot proposals"))
            if kind is AmendmentKind.EDIT:
                withdraw_proposals(connection, row.id, actor, now, "another change took its place")
            return _insert(connection, delivery, kind, post, revision, actor, reason, now)

    def begin(self, number: int, owner: str, now: datetime, until: datetime) -> AmendmentRow | str:
        """The amendment with its intention committed, ours until `until`; or why nothing may be done now.

        In one durable transaction: it waits for a try, the post is out, and (for an edit) nothing freezes it. What the
        daemon does by itself waits for a paused account too.
        """
        with self._database.writing(durable=True) as connection:
            row = amendment_of(connection.execute(amendment_rows().where(amendments.c.id == number)).one())
            # As for a post: whoever sets a freeze holds this lock, and waits for what was begun before.
            lane = connection.execute(select(accounts).where(accounts.c.name == row.account).with_for_update()).first()
            delivery = _locked(connection, row.delivery_id)
            if row.kind is AmendmentKind.EDIT and (frozen := freeze_over(connection, delivery, now)):
                return frozen
            if row.by_daemon and lane is not None and lane.paused_at is not None:
                return f"the account is paused: {lane.pause_reason}"
            if delivery.state is not State.PUBLISHED:
                return f"it is {delivery.state}"
            changed = connection.execute(
                update(amendments)
                .where(amendments.c.id == number, amendments.c.stage == str(Stage.WAITING))
                .values(
                    stage=str(Stage.UNDER_WAY), owner=owner, lease_until=until, begun_at=now, next_at=None, looks=0,
                    tries=amendments.c.tries + 1,
                )
            ).rowcount  # fmt: skip
            if not changed:
                return "another one carries it out"
        return row

    def barred(self, number: int, owner: str, now: datetime) -> str | None:
        """Why an amendment that was begun must not make its call any more; None when it may."""
        with self._database.reading() as connection:
            found = connection.execute(amendment_rows().where(amendments.c.id == number)).one()
            if found.owner != owner or found.lease_until is None or found.lease_until <= now:
                return "another one took it over"
            row = amendment_of(found)
            if row.kind is AmendmentKind.RETRACT:
                return None
            delivery = delivery_of(connection.execute(delivery_rows().where(deliveries.c.id == row.delivery_id)).one())
            return freeze_over(connection, delivery, now)

    def postpone(self, number: int, next_at: datetime, why: str) -> None:
        """One that waits is tried at `next_at`."""
        with self._database.writing() as connection:
            connection.execute(
                update(amendments)
                .where(amendments.c.id == number, amendments.c.stage == str(Stage.WAITING))
                .values(next_at=next_at, detail=why)
            )

    def claim_look(self, number: int, owner: str, now: datetime, until: datetime) -> bool:
        """Whether a doubtful one is ours to be read back until `until`."""
        with self._database.writing() as connection:
            free = amendments.c.owner.is_(None) | (amendments.c.lease_until <= now)
            return bool(
                connection.execute(
                    update(amendments)
                    .where(amendments.c.id == number, amendments.c.stage == str(Stage.UNKNOWN), free)
                    .values(owner=owner, lease_until=until)
                ).rowcount
            )

    def close(
        self,
        number: int,
        owner: str,
        stage: Stage,
        detail: str,
        now: datetime,
        *,
        next_at: datetime | None = None,
        looked: bool = False,
    ) -> bool:
        """Whether the outcome of a try, or of a look (`looked`), was recorded: it was still ours.

        Done: the delivery's post is the new one, or is retracted.
        """
        with self._database.writing(durable=True) as connection:
            changed = connection.execute(
                update(amendments)
                .where(amendments.c.id == number, amendments.c.owner == owner)
                .where(amendments.c.stage.in_([str(Stage.UNDER_WAY), str(Stage.UNKNOWN)]))
                .values(
                    stage=str(stage), detail=detail, next_at=next_at, **_NOBODY,
                    looks=amendments.c.looks + int(looked), **(_ended(now) if stage in SETTLED else {}),
                )
            ).rowcount  # fmt: skip
            if not changed:
                return False
            found = connection.execute(amendment_rows().where(amendments.c.id == number)).one()
            row = amendment_of(found)
            subject = f"delivery {row.delivery_id}"
            note(connection, now, row.actor, subject, f"{row.kind}: {stage}", _told(row, detail))
            if stage is Stage.DONE:
                _carry_through(connection, row, found.post_id, now)
        return True

    def take_over(self, names: Collection[str], now: datetime, is_dead: IsDead) -> None:
        """What a process left under way that ended, or whose lease ran out, may be done: it is to be read back."""
        statement = amendment_rows().where(deliveries.c.account.in_(names), amendments.c.stage == str(Stage.UNDER_WAY))
        with self._database.reading() as connection:
            left = [row for row in connection.execute(statement) if row.lease_until <= now or is_dead(row.owner)]
        if not left:
            return
        why = "the process that did it ended before it could record the outcome"
        with self._database.writing(durable=True) as connection:
            for row in left:
                changed = connection.execute(
                    update(amendments)
                    .where(amendments.c.id == row.id, amendments.c.stage == str(Stage.UNDER_WAY))
                    .where(amendments.c.owner == row.owner)
                    .values(stage=str(Stage.UNKNOWN), next_at=now, detail=why, **_NOBODY)
                ).rowcount
                if changed:
                    note(connection, now, "daemon", f"delivery {row.delivery_id}", f"{row.kind}: unknown", why)


def _locked(connection: Connection, delivery_id: int) -> DeliveryRow:
    connection.execute(select(deliveries.c.id).where(deliveries.c.id == delivery_id).with_for_update())
    return delivery_of(connection.execute(delivery_rows().where(deliveries.c.id == delivery_id)).one())


def _counts_as_corrected(connection: Connection, row: DeliveryRow, revision: int) -> bool:
    """Whether nobody else corrected the post since `row` was read; it counts as corrected from now on."""
    return bool(
        connection.execute(
            update(deliveries)
            .where(deliveries.c.id == row.id, deliveries.c.revision == row.revision)
            .where(deliveries.c.post_id == row.post_id)
            .values(revision=revision)
        ).rowcount
    )


def _make_way(connection: Connection, delivery_id: int, now: datetime) -> None:
    known = connection.execute(
        select(amendments.c.id, amendments.c.stage, amendments.c.tries).where(amendments.c.open_for == delivery_id)
    ).first()
    if known is None:
        return
    if known.stage != str(Stage.WAITING):
        problem = Problem(
            f"delivery {delivery_id}", "a change to its post is under way", "see pressbot show; try later"
        )
        raise UserError(problem)
    connection.execute(
        update(amendments)
        .where(amendments.c.id == known.id)
        .values(stage=str(Stage.DROPPED), next_at=None, detail="a newer change took its place", **_ended(now))
    )


def _insert(
    connection: Connection,
    row: DeliveryRow,
    kind: AmendmentKind,
    post: Post | None,
    revision: int | None,
    actor: str,
    reason: str,
    now: datetime,
) -> int:
    post_id = None if post is None else insert_post(connection, row.article_id, post, now)
    number = connection.execute(
        amendments.insert()
        .values(
            delivery_id=row.id,
            kind=str(kind),
            stage=str(Stage.WAITING),
            open_for=row.id,
            before_id=row.post_id,
            post_id=post_id,
            revision=revision,
            actor=actor,
            reason=reason,
            detail="",
            made_at=now,
            next_at=now,
            tries=0,
            looks=0,
        )
        .returning(amendments.c.id)
    ).scalar_one()
    note(connection, now, actor, f"delivery {row.id}", f"{kind}: waiting", reason)
    return int(number)


def insert_post(connection: Connection, article_id: int, post: Post, now: datetime) -> int:
    """The id of a stored post; within the caller's transaction."""
    values = {"article_id": article_id, "account": post.account, "content": POST.dump(post), "rendered_at": now}
    return int(connection.execute(posts.insert().values(**values).returning(posts.c.id)).scalar_one())


def _answered(connection: Connection, proposal: int, actor: str, now: datetime) -> bool:
    return bool(
        connection.execute(
            update(proposals)
            .where(proposals.c.id == proposal, proposals.c.answered_at.is_(None))
            .values(answered_at=now, answer="accepted", actor=actor)
        ).rowcount
    )


def withdraw_proposals(
    connection: Connection, delivery_id: int, actor: str, now: datetime, answer: str, *, retraction: bool = False
) -> None:
    """Answers what is proposed for a post (`retraction`: its retraction too); within the caller's transaction."""
    open_ones = update(proposals).where(proposals.c.delivery_id == delivery_id, proposals.c.answered_at.is_(None))
    if not retraction:
        open_ones = open_ones.where(proposals.c.kind != str(AmendmentKind.RETRACT))
    connection.execute(open_ones.values(answered_at=now, answer=answer, actor=actor))


def _carry_through(connection: Connection, row: AmendmentRow, post_id: int | None, now: datetime) -> None:
    if row.kind is AmendmentKind.EDIT:
        connection.execute(update(deliveries).where(deliveries.c.id == row.delivery_id).values(post_id=post_id))
        return
    # The decision was a person's, whoever saw that it is carried out.
    move(
        connection, row.delivery_id, State.PUBLISHED, State.RETRACTED, now=now, reason=row.reason,
        mover=Mover.STAFF, actor=row.actor,
    )  # fmt: skip
    withdraw_proposals(connection, row.delivery_id, row.actor, now, "taken down", retraction=True)
    connection.execute(
        update(receipts)
        .where(receipts.c.delivery_id == row.delivery_id)
        .values(next_measure_at=None, gone_at=func.coalesce(receipts.c.gone_at, now))
    )


def _ended(now: datetime) -> dict[str, Any]:
    return {"ended_at": now, "open_for": None}


def _told(row: AmendmentRow, detail: str) -> str:
    return f"{detail} ({row.reason})" if detail and detail != row.reason else row.reason
