"""Layouts of the region's CMSs, themes and page makers: whole bodies, right leads, pictures with their captions."""

from __future__ import annotations

import pytest

from tests.sources.score_bodies import LAYOUTS, Case, cases, f1, lead_is_right, leaked, library_text, pictures_of


@pytest.fixture(scope="module", params=LAYOUTS)
def read(request: pytest.FixtureRequest) -> list[Case]:
    """A layout read with every story."""
    return list(cases(request.param))


def test_the_body_is_whole_and_nothing_else(read: list[Case]) -> None:
    figures = {case.name: f1(case.article.text, " ".join(case.made.body)) for case in read}
    assert {name: figure for name, figure in figures.items() if figure < 0.985} == {}


def test_the_paragraphs_stand_in_their_order(read: list[Case]) -> None:
    for case in read:
        places = [case.article.text.find(paragraph[:40]) for paragraph in case.made.body if len(paragraph) > 60]
        assert -1 not in places
        assert places == sorted(places), case.name


def test_nothing_forbidden_is_in_the_text(read: list[Case]) -> None:
    assert {case.name: found for case in read if (found := leaked(case))} == {}


def test_the_lead_is_the_first_sentence(read: list[Case]) -> None:
    assert [case.article.lead for case in read if not lead_is_right(case)] == []


def test_pictures_captions_and_alternative_texts(read: list[Case]) -> None:
    for case in read:
        assert pictures_of(case.article) == list(case.made.pictures), case.name


def test_bodies_are_better_than_the_librarys_alone() -> None:
    every = list(cases())
    ours = sum(f1(case.article.text, " ".join(case.made.body)) for case in every)
    theirs = sum(f1(library_text(case), " ".join(case.made.body)) for case in every)
    assert (ours - theirs) / len(every) > 0.03
