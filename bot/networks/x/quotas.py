"""How much of X's limits is used, from the headers of its answers. Pure.

Three families (docs.x.com, rate limits, and peers' recorded headers, read 2026-11-23): the window of 15 minutes, and 24
hours of the user and of the app. Any of them may be the one that is spent; all may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from bot.model.quota import Quota, Use

_FAMILIES = {
    "x-rate-limit": "in 15 minutes",
    "x-user-limit-24hour": "of the user in 24 hours",
    "x-app-limit-24hour": "of the app in 24 hours",
}
#: Calls whose limit forbids something; a spent limit of others (deletions, alt texts) is told by its refusal alone.
_CALLS = {
    "POST /2/tweets": ("posts", Use.POSTING),
    "POST /2/media/upload": ("pictures", Use.POSTING),
    "GET /2/tweets": ("look-ups of posts", Use.READING),
    "GET /2/users/:id/tweets": ("looks at the time line", Use.READING),
}
#: An id inside a route; the version at its beginning is none.
_ID = re.compile("(?<=.)/[0-9]+")
#: No reset is later than this: what says more is no moment.
_LAST_SECOND = datetime(9999, 1, 1, tzinfo=UTC).timestamp()


def quotas_of(method: str, route: str, headers: Mapping[str, str], now: datetime) -> list[Quota]:
    """What one answer's headers tell, names in lower case; [] for calls whose limit forbids nothing else."""
    known = _CALLS.get(f"{method} {_ID.sub('/:id', route)}")
    if known is None:
        return []
    words, use = known
    found = []
    for family, span in _FAMILIES.items():
        limit, remaining = _number(headers, f"{family}-limit"), _number(headers, f"{family}-remaining")
        if remaining is None or (limit is None and remaining):
            continue
        share = 1.0 - remaining / limit if limit else 1.0
        reset = _number(headers, f"{family}-reset")
        resets_at = datetime.fromtimestamp(reset, UTC) if reset is not None and reset < _LAST_SECOND else None
        found.append(Quota(f"{words} {span}", use, max(share, 0.0), now, resets_at, remaining))
    return found


def _number(headers: Mapping[str, str], name: str) -> int | None:
    value = headers.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() else None
