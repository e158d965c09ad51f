"""Sources: when each is visited next, what it remembers, and what was found there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, func, literal, or_, select, update

from bot.model.article import Found, SourceMemory, Visit
from bot.model.identity import page_key
from bot.model.records import Admission, SourceRow
from bot.store.codec import FOUND, digest
from bot.store.database import Database
from bot.store.journal import note
from bot.store.tables import article_keys, articles, sources

#: Tells whether the owner of a lease surely lives no more (its process on this machine is gone).
IsDead = Callable[[str], bool]


class SourceStore:
    """What the store knows of sources."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def register(self, configured: Sequence[tuple[str, str]], now: datetime) -> None:
        """Makes a row for each new (name, address); a changed address is visited at once and from scratch."""
        with self._database.writing() as connection:
            known = {row.name: row.url for row in connection.execute(select(sources.c.name, sources.c.url))}
            for name, url in configured:
                if name not in known:
                    connection.execute(sources.insert().values(name=name, url=url, next_visit_at=now, failures=0))
                elif known[name] != url:
                    fresh = {"etag": None, "last_modified": None, "body_hash": None, "next_visit_at": now}
                    connection.execute(update(sources).where(sources.c.name == name).values(url=url, **fresh))

    def all(self) -> list[SourceRow]:
        """Every source ever configured, by name."""
        with self._database.reading() as connection:
            return [_source(row) for row in connection.execute(select(sources).order_by(sources.c.name))]

    def claim_due(self, names: Collection[str], owner: str, now: datetime, until: datetime) -> SourceRow | None:
        """The source of `names` that waits longest for its visit, ours until `until`; None when none is due."""
        free = or_(sources.c.lease_until.is_(None), sources.c.lease_until < now)
        oldest = (
            select(sources.c.name)
            .where(sources.c.name.in_(names), sources.c.next_visit_at <= now, free)
            .order_by(sources.c.next_visit_at)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        with self._database.writing() as connection:
            row = connection.execute(
                update(sources)
                .where(sources.c.name == oldest)
                .values(owner=owner, lease_until=until)
                .returning(*sources.c)
            ).first()
        return _source(row) if row else None

    def record_visit(
        self, name: str, visit: Visit, admissions: Sequence[Admission], now: datetime, next_visit_at: datetime
    ) -> int:
        """How many new articles the visit brought; `admissions` has one entry per `visit.found`.

        An entry known by its address or its feed id is no new article; an edited one is read again.
        """
        with self._database.writing() as connection:
            before = connection.execute(select(sources.c.last_success_at).where(sources.c.name == name)).scalar()
            new = sum(
                _record_found(connection, name, found, admission, now, before)
                for found, admission in zip(visit.found, admissions, strict=True)
            )
            connection.execute(
                update(sources)
                .where(sources.c.name == name)
                .values(
                    kind=str(visit.kind) if visit.kind else sources.c.kind,
                    etag=visit.memory.etag,
                    last_modified=visit.memory.last_modified,
                    body_hash=visit.memory.body_hash,
                    next_visit_at=next_visit_at,
                    last_visit_at=now,
                    last_success_at=now,
                    failures=0,
                    error=None,
                    owner=None,
                    lease_until=None,
                )
            )
        return new

    def record_failure(self, name: str, error: str, now: datetime, next_visit_at: datetime) -> None:
        """The visit failed for the reason given; it is tried again at `next_visit_at`."""
        with self._database.writing() as connection:
            row = connection.execute(
                update(sources)
                .where(sources.c.name == name)
                .values(
                    failures=sources.c.failures + 1,
                    error=error,
                    next_visit_at=next_visit_at,
                    last_visit_at=now,
                    owner=None,
                    lease_until=None,
                )
                .returning(sources.c.failures)
            ).one()
            if row.failures == 1:
                note(connection, now, "daemon", f"source {name}", "failing", error)

    def unknown(self, name: str, found: Sequence[Found]) -> list[bool]:
        """For each entry whether it is new to us."""
        with self._database.reading() as connection:
            return [_known_article(connection, name, entry) is None for entry in found]

    def oldest(self, name: str) -> datetime | None:
        """When the oldest article of the source was published, as far as we know; None where nothing is dated."""
        statement = select(func.min(articles.c.published_at)).where(articles.c.source == name)
        with self._database.reading() as connection:
            found: datetime | None = connection.execute(statement).scalar()
        return found

    def free_the_dead(self, is_dead: IsDead) -> None:
        """Gives back what owners that surely live no more had claimed: sources to visit, pages to read."""
        with self._database.writing() as connection:
            for table in (sources, articles):
                owners = connection.execute(select(table.c.owner).where(table.c.owner.is_not(None)).distinct())
                for owner in [row.owner for row in owners if is_dead(row.owner)]:
                    connection.execute(update(table).where(table.c.owner == owner).values(owner=None, lease_until=None))

    def visit_now(self, names: Collection[str], now: datetime) -> None:
        """Makes these sources due at once."""
        with self._database.writing() as connection:
            connection.execute(update(sources).where(sources.c.name.in_(names)).values(next_visit_at=now))


def address_keys(*urls: str) -> list[str]:
    """The keys under which a page is known by these addresses, as written and in the spelling that all share."""
    return list(dict.fromkeys(key for url in urls for key in (f"url:{url}", f"page:{page_key(url)}")))


def keys_of(source: str | None, found: Found) -> list[str]:
    """Every key under which an entry is known: its address, and its feed's own id within the source."""
    keys = address_keys(found.url)
    if source and found.id:
        keys.append(f"id:{source}:{found.id}")
    return keys


def _known_article(connection: Connection, source: str, found: Found) -> int | None:
    statement = select(article_keys.c.article_id).where(article_keys.c.key.in_(keys_of(source, found)))
    return connection.execute(statement.limit(1)).scalar()


def remember_keys(connection: Connection, article_id: int, keys: Sequence[str]) -> None:
    """Makes every key lead to the article; a key that leads elsewhere already is left alone."""
    known = set(connection.execute(select(article_keys.c.key).where(article_keys.c.key.in_(keys))).scalars())
    for key in dict.fromkeys(keys):
        if key not in known:
            connection.execute(article_keys.insert().values(key=key, article_id=article_id))


def _record_found(
    connection: Connection, source: str, found: Found, admission: Admission, now: datetime, before: datetime | None
) -> int:
    known = _known_article(connection, source, found)
    if known is not None:
        remember_keys(connection, known, keys_of(source, found))
        _adopt(connection, known, source, found, admission)
        _notice_edit(connection, known, source, found, now)
        return 0
    article_id = insert_article(connection, source, found, admission, now, before)
    remember_keys(connection, article_id, keys_of(source, found))
    return 1


def insert_article(
    connection: Connection,
    source: str | None,
    found: Found,
    admission: Admission,
    now: datetime,
    seen_after: datetime | None = None,
) -> int:
    """The id of a new article row; its page is to be read unless it is only recorded.

    `seen_after`: the source's good visit before this one, which did not show it yet.
    """
    to_read = admission not in {Admission.RECORDED, Admission.TOO_OLD}
    values: dict[str, Any] = {
        "canonical_url": found.url,
        "site": _site(found.url),
        "source": source,
        "admission": str(admission),
        "first_seen_at": now,
        "found": FOUND.dump(found),
        "fingerprint": _fingerprint(found),
        "language": found.language,
        "published_at": found.published,
        "next_read_at": now if to_read else None,
        "read_failures": 0,
        "seen_after": seen_after,
    }
    return int(connection.execute(articles.insert().values(**values).returning(articles.c.id)).scalar_one())


def _adopt(connection: Connection, article_id: int, source: str, found: Found, admission: Admission) -> None:
    """An article that staff brought first and a source shows now goes the automatic way too."""
    connection.execute(
        update(articles)
        .where(articles.c.id == article_id, articles.c.source.is_(None))
        .where(articles.c.admission == str(Admission.BY_HAND))
        .values(source=source, admission=str(admission), fingerprint=_fingerprint(found), planned_at=None)
    )


def _notice_edit(connection: Connection, article_id: int, source: str, found: Found, now: datetime) -> None:
    """An entry that changed in the source it came from sends its page to be read again."""
    connection.execute(
        update(articles)
        .where(
            articles.c.id == article_id,
            articles.c.source == source,
            articles.c.fingerprint != _fingerprint(found),
        )
        .values(
            fingerprint=_fingerprint(found),
            found=FOUND.dump(found),
            # An article that was only recorded stays unread.
            next_read_at=_unless_unread(now),
        )
    )


def _unless_unread(now: datetime) -> Any:
    return case(
        (articles.c.content.is_not(None), literal(now, articles.c.next_read_at.type)),
        else_=articles.c.next_read_at,
    )


def _fingerprint(found: Found) -> str:
    return digest(found.title, found.summary, found.content)


def _site(url: str) -> str:
    host = url.split("://", 1)[-1].split("/", 1)[0]
    return host.rsplit("@", 1)[-1].removeprefix("www.")


def _source(row: Any) -> SourceRow:
    return SourceRow(
        name=row.name,
        url=row.url,
        memory=SourceMemory(row.etag, row.last_modified, row.body_hash),
        next_visit_at=row.next_visit_at,
        last_success_at=row.last_success_at,
        failures=row.failures,
        error=row.error,
        kind=row.kind,
        last_visit_at=row.last_visit_at,
    )
