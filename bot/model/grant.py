"""What `pressbot connect` brings home: secrets, whose they are, and how long they live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import SecretStr


@dataclass(frozen=True, slots=True)
class Grant:
    """The secrets of one account, as obtained at one moment; kept sealed."""

    #: Name as in the configuration (token, access_token, refresh_token …) → secret.
    secrets: Mapping[str, SecretStr] = field(repr=False)
    #: Aware UTC.
    obtained_at: datetime
    #: When the shortest-lived of them ends, aware UTC; None = no end known.
    expires_at: datetime | None = None
    #: Whether it can be made new without a person.
    refreshable: bool = False
    #: Whose they are, as the network says it ("Mission of Kyrgyzstan", "@mfa_kg"); None when it did not say.
    identity: str | None = None
    #: Rights given, in the network's own words.
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Something a person is asked for on the way."""

    name: str
    #: One line, shown before the answer.
    text: str
    #: Not echoed.
    secret: bool = False
    #: May be left empty.
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several things the network offers (pages, organisations): `value` is what to configure as `id`."""

    value: str
    label: str
    grant: Grant = field(repr=False)


#: Warnings before a token ends.
WARN_BEFORE = tuple(timedelta(days=days) for days in (30, 14, 7, 3, 1))
#: A refreshable token is made new when this part of its life is left.
REFRESH_WITHIN = 0.2


def due_warning(grant: Grant, now: datetime, warned: timedelta | None) -> timedelta | None:
    """The warning that is due now: the shortest of WARN_BEFORE reached; None when it was given (`warned`) or none is.

    Pure. A grant that can be made new without a person is warned of only when its end has come close all the same.
    """
    if grant.expires_at is None:
        return None
    left = grant.expires_at - now
    reached = [before for before in WARN_BEFORE if left <= before]
    if grant.refreshable:
        reached = [before for before in reached if before <= timedelta(days=3) and _life(grant) > timedelta(days=7)]
    if not reached or (warned is not None and warned <= min(reached)):
        return None
    return min(reached)


def refresh_is_due(grant: Grant, now: datetime) -> bool:
    """Whether a refreshable grant is to be made new now. Pure."""
    if not grant.refreshable or grant.expires_at is None:
        return False
    return grant.expires_at - now <= _life(grant) * REFRESH_WITHIN


def _life(grant: Grant) -> timedelta:
    assert grant.expires_at is not None
    return max(grant.expires_at - grant.obtained_at, timedelta())
