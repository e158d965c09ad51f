"""What the witnesses say of a store: a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.epoch import Sent, Standing, Witnessed, judge

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HERE = Sent("now", 12, AT)

#: A store in daily use on SQLite.
USUAL = Witnessed(
    epoch="now", earlier={"before"}, mark=HERE, mark_found=True, mark_kept=True, used=True,
    place=None, place_before=None, silent=timedelta(minutes=5),
)  # fmt: skip
#: The same on PostgreSQL.
SERVED = replace(USUAL, mark_kept=False, place="7/1/2", place_before="7/1/2")


@pytest.mark.parametrize(
    ("seen", "standing"),
    [
        (USUAL, Standing.SAME),
        (SERVED, Standing.SAME),
        # A new store, and one of an older version that kept no mark.
        (replace(USUAL, epoch=None, earlier=(), mark=None, used=False), Standing.FIRST),
        (replace(USUAL, epoch=None, earlier=(), mark=None), Standing.FIRST),
        (replace(USUAL, epoch=None, earlier=(), mark=Sent("lost", 0, None), used=False), Standing.FIRST),
        # The backup of an older version, or an empty store in place of a used one.
        (replace(USUAL, epoch=None, earlier=(), mark_found=False), Standing.OLDER),
        # Copied back: the last attempt made here is not in it, or another stands under its number.
        (replace(USUAL, mark_found=False), Standing.OLDER),
        (replace(SERVED, mark_found=False), Standing.OLDER),
        # Copied back over a store that was restored meanwhile.
        (replace(USUAL, mark=Sent("after", 12, AT)), Standing.OLDER),
        # Another daemon, or `pressbot restore`, recognised it already.
        (replace(USUAL, mark=Sent("before", 40, AT), mark_found=False), Standing.SAME),
        # A dump read in: the tables lie elsewhere, whatever the mark says.
        (replace(SERVED, place="7/1/9"), Standing.OLDER),
        (replace(SERVED, place="8/1/2", mark=None), Standing.OLDER),
        # No mark: on SQLite it lay beside the file; another machine of a cluster has none yet.
        (replace(USUAL, mark=None), Standing.OLDER),
        (replace(SERVED, mark=None), Standing.SUSPECTED),
        (replace(USUAL, mark=None, used=False), Standing.SAME),
        (replace(SERVED, mark=None, used=False), Standing.SAME),
        # Long silence: perhaps a snapshot of the whole machine. Only asked when a daemon starts.
        (replace(USUAL, silent=timedelta(hours=4)), Standing.SUSPECTED),
        (replace(USUAL, silent=timedelta(hours=4), used=False), Standing.SAME),
        (replace(USUAL, silent=None), Standing.SAME),
        # Nothing was sent from here since the epoch began.
        (replace(USUAL, mark=Sent("now", 0, None), mark_found=False), Standing.SAME),
    ],
)
def test_a_store_is_known_by_its_witnesses(seen: Witnessed, standing: Standing) -> None:
    judgement = judge(seen)
    assert judgement.standing is standing
    assert (judgement.reason == "") is (standing is Standing.SAME)
