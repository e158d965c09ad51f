"""Every line of every error table, repeated by a second hand: a line taken out or changed makes one fail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import (
    Forbidden,
    Misused,
    NotFound,
    OutcomeUnknown,
    PersonNeeded,
    PictureRefused,
    RateLimited,
    Rejected,
    RemoteError,
    Unauthorized,
    Unavailable,
)  # fmt: skip
from bot.networks.vk import errors as vk

Kind = type[RemoteError]

VK: dict[Kind, str] = {
    OutcomeUnknown: "1 10 36", Misused: "3 8 100 113 125 225", Unauthorized: "5 18 28 37 1117 3610",
    RateLimited: "6 9 29 219 220 224", Forbidden: "7 15 20 21 23 27 200 203 210 212 214 1051",
    PersonNeeded: "14 17 24 25 42 3300 3301 3302 3303 3304", Rejected: "19 222 3102 13000", PictureRefused: "22 114 118 121 122 129",
    NotFound: "40 104",
}  # fmt: skip


def lines(table: dict[Kind, str]) -> list[tuple[str, Kind]]:
    return [(code, kind) for kind, codes in table.items() for code in codes.split()]


def as_read(kind: Kind) -> Kind:
    """A read is never of unknown outcome."""
    return Unavailable if kind is OutcomeUnknown else kind


@pytest.mark.parametrize(("code", "kind"), lines(VK))
def test_vk(code: str, kind: Kind) -> None:
    assert type(vk.error_of(int(code), "Text: more", writes=True)) is kind
    assert type(vk.error_of(int(code), "Text: more", writes=False)) is as_read(kind)


def test_the_second_hand_knows_every_line() -> None:
    def codes(table: dict[Kind, str]) -> set[str]:
        return {code for code, _ in lines(table)}

    assert {str(code) for code in vk.CODES} == codes(VK)


def test_waits_are_read_from_where_each_network_puts_them() -> None:
    assert vk.error_of(6, "", writes=True).retry_after == timedelta(seconds=1)
    assert vk.error_of(29, "", writes=True).retry_after == timedelta(days=1)


def test_what_only_the_text_tells_on_vk() -> None:
    daily = vk.error_of(214, "Access to adding post denied: you can only add 50 posts a day", writes=True)
    assert (type(daily), daily.retry_after) == (RateLimited, timedelta(hours=24))
    assert vk.is_card_fault(100, "link_photo_sizing_rule")
    assert not vk.is_card_fault(100, "owner_id is undefined")
