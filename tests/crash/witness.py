"""What must be true of a world after every step, and at its end: the promises, looked at from outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import func, select

from bot.model.delivery import State
from bot.model.records import DeliveryRow
from bot.model.states import MOVES, Mover
from bot.store.store import Store
from bot.store.tables import journal, receipts
from tests.crash.walls import Wall

DONE = frozenset({State.PUBLISHED, State.CANCELLED})


class Witness:
    """Compares walls, journal and receipts; each line of the journal is read once."""

    def __init__(
        self, store: Store, walls: Mapping[str, Wall], deliveries: Callable[[], Sequence[DeliveryRow]]
    ) -> None:
        self._store = store
        self._walls = walls
        self._deliveries = deliveries
        self._journal_read = 0
        self._checked: object = None
        self._states: dict[str, str] = {}
        #: What left while frozen.
        self.leaked: list[str] = []
        #: A promise was found broken.
        self.is_broken = False

    def check(self) -> None:
        """Raises AssertionError."""
        with self._store.database.reading() as connection:
            newest = connection.execute(select(func.max(journal.c.id))).scalar()
        standing = (newest, sum(len(wall.posts) for wall in self._walls.values()))
        if standing == self._checked:
            return
        self._checked = standing
        self.is_broken = True
        rounds = Counter((row.account, row.post.article_url) for row in self._deliveries())
        for name, wall in self._walls.items():
            times = Counter(standing.post.mark for standing in wall.posts)
            if name == "marked":
                assert not [mark for mark, count in times.items() if count > 1], f"twice on {name}: {times}"
            for url, count in Counter(standing.post.article_url for standing in wall.posts).items():
                wanted = rounds[name, url]
                assert count <= wanted, f"twice on {name}: {url} stands {count} times for {wanted} rounds"
        assert not self.leaked, self.leaked
        self._check_journal()
        self._check_receipts()
        self.is_broken = False

    def _check_journal(self) -> None:
        with self._store.database.reading() as connection:
            rows = connection.execute(select(journal).where(journal.c.id > self._journal_read)).all()
        declared = {(move.origin, move.target): move.by for move in MOVES}
        for row in rows:
            self._journal_read = row.id
            # Staff called off what they saw on the wall: its receipt may still come.
            is_known = self._states.get(row.subject) == State.CANCELLED and "and its post is out" in row.reason
            assert row.action != "late receipt" or is_known, f"a false alarm: {row.subject}: {row.reason}"
            origin, arrow, target = row.action.rpartition("→")
            if not row.subject.startswith("delivery ") or not arrow:
                continue
            origin, target = origin.strip(), target.strip()
            assert origin == self._states.get(row.subject, ""), f"{row.subject} was not {origin}: {row.action}"
            if origin:
                mover = Mover.DAEMON if row.actor == "daemon" else Mover.STAFF
                assert mover in declared.get((State(origin), State(target)), ()), f"undeclared: {row.action} by {mover}"
            self._states[row.subject] = target

    def _check_receipts(self) -> None:
        with self._store.database.reading() as connection:
            proofs = {row.delivery_id: row for row in connection.execute(select(receipts))}
        for row in self._deliveries():
            assert (row.id in proofs) == (row.state is State.PUBLISHED), f"{row.id} is {row.state}"
            assert self._states[f"delivery {row.id}"] == row.state
            if row.id in proofs:
                wall = {post.external_id: post.post for post in self._walls[row.account].posts}
                named = wall.get(proofs[row.id].external_id)
                assert named is not None, f"{row.id} names what stands nowhere"
                assert named.article_url == row.post.article_url

    def check_end(self, articles: int) -> None:
        """All that was written is out, once, on every wall. Raises AssertionError."""
        self.is_broken = True
        states = {row.id: row.state for row in self._deliveries() if row.state not in DONE}
        assert not states, f"no end: {states}"
        made = Counter((row.account, row.post.article_url) for row in self._deliveries() if row.round == 0)
        assert made == {(name, f"https://e.org/{n}"): 1 for name in self._walls for n in range(articles)}
        for row in self._deliveries():
            times = sum(post.post.mark == row.mark for post in self._walls[row.account].posts)
            if row.state is State.PUBLISHED and row.account == "marked":
                assert times == 1, f"{row.id} stands {times} times"
        for name, wall in self._walls.items():
            standing = Counter(post.post.article_url for post in wall.posts)
            out = Counter(
                row.post.article_url
                for row in self._deliveries()
                if row.account == name and row.state is State.PUBLISHED
            )
            assert all(standing[url] >= count for url, count in out.items()), f"lost on {name}"
