"""The chain of hashes: what holds, and what each kind of tampering is called."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.chain import FIRST, Fault, Head, Link, chained, digest_of, prove

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def chain(reasons: list[str]) -> list[Link]:
    links: list[Link] = []
    previous = FIRST
    for place, reason in enumerate(reasons, start=1):
        at = START + timedelta(seconds=place)
        previous = chained(previous, place, place + 100, digest_of(at, "daemon", f"delivery {place}", "→ held", reason))
        links.append(Link(place, place + 100, at, "daemon", f"delivery {place}", "→ held", reason, previous))
    return links


FIVE = chain(["a", "b", "c", "d", "e"])


def swapped_places() -> list[Link]:
    """The places of two rows are exchanged, their hashes stay with them."""
    one, two, three, four, five = FIVE
    return [one, replace(three, place=2), replace(two, place=3), four, five]


def swapped_rows() -> list[Link]:
    """Everything of two rows is exchanged but place and hash."""
    one, two, three, four, five = FIVE
    return [one, replace(three, place=2, hash=two.hash), replace(two, place=3, hash=three.hash), four, five]


@pytest.mark.parametrize(
    ("links", "fault", "place"),
    [
        ([FIVE[0], replace(FIVE[1], reason="B"), *FIVE[2:]], Fault.CHANGED, 2),
        ([FIVE[0], replace(FIVE[1], at=START), *FIVE[2:]], Fault.CHANGED, 2),
        ([FIVE[0], replace(FIVE[1], id=7), *FIVE[2:]], Fault.CHANGED, 2),
        ([FIVE[0], replace(FIVE[1], hash="f" * 64), *FIVE[2:]], Fault.CHANGED, 2),
        (FIVE[1:], Fault.MISSING, 1),
        ([*FIVE[:2], *FIVE[3:]], Fault.MISSING, 3),
        (FIVE[:4], Fault.MISSING, 5),
        ([], Fault.MISSING, 1),
        ([FIVE[0], FIVE[2], FIVE[1], *FIVE[3:]], Fault.REORDERED, 2),
        (swapped_places(), Fault.REORDERED, 2),
        (swapped_rows(), Fault.REORDERED, 2),
    ],
)
def test_the_first_break_is_told_with_its_kind(links: list[Link], fault: Fault, place: int) -> None:
    proof = prove(lambda: links, end=Head(5, FIVE[4].hash))
    assert proof.broken is not None
    assert (proof.broken.fault, proof.broken.place, proof.entries) == (fault, place, place - 1)


def test_a_removed_entry_is_told_even_when_the_rest_moved_up() -> None:
    moved = [replace(link, place=place) for place, link in enumerate([*FIVE[:2], *FIVE[3:]], start=1)]
    proof = prove(lambda: moved)
    assert proof.broken is not None
    assert (proof.broken.fault, proof.broken.place) == (Fault.CHANGED, 3)


def test_a_chain_laid_anew_is_known_by_a_head_noted_before() -> None:
    anew = chain(["a", "B", "c", "d", "e"])
    assert prove(lambda: anew).broken is None
    for noted in (Head(3, FIVE[2].hash), Head(6, FIVE[4].hash)):
        assert prove(lambda: anew, known=noted).broken is not None
    assert prove(lambda: FIVE, known=Head(3, FIVE[2].hash)).broken is None


@settings(max_examples=50)
@given(st.lists(st.text(), min_size=1, max_size=8), st.data())
def test_whatever_is_written_holds_and_any_other_word_does_not(reasons: list[str], data: st.DataObject) -> None:
    links = chain(reasons)
    assert prove(lambda: links).entries == len(links)
    at = data.draw(st.integers(0, len(links) - 1))
    other = data.draw(st.text().filter(lambda text: text != links[at].reason))
    changed = [*links[:at], replace(links[at], reason=other), *links[at + 1 :]]
    proof = prove(lambda: changed)
    assert proof.broken is not None
    assert proof.broken.place == at + 1


def test_the_algorithm_is_the_documented_one() -> None:
    elsewhere = timezone(timedelta(hours=6))
    at = datetime(2026, 11, 24, 15, 0, 0, 5, tzinfo=elsewhere)
    written = json.dumps(["2026-11-24T09:00:00.000005Z", "редактор", 'a "b"\n', "→", ""], ensure_ascii=False)
    digest = hashlib.sha256(written.replace('", "', '","').encode()).hexdigest()
    assert digest_of(at, "редактор", 'a "b"\n', "→", "") == digest
    assert chained(FIRST, 1, 9, digest) == hashlib.sha256(f"{FIRST}\n1\n9\n{digest}".encode()).hexdigest()
