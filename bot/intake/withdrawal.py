"""Whether an article still stands on its site: what one look shows, and what follows from looks one after the other.

Pure: nothing here asks the clock, the site or the store.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from bot.errors import PageGone, ReadingError
from bot.model.article import Article
from bot.model.identity import page_key, site_of
from bot.model.revision import content_hash
from bot.model.revision.align import likeness
from bot.model.sighting import WITHDRAWING, Look, Sight, Sighting, Suspicion, Withdrawal
from bot.sources.notices import is_wall, says_missing

#: Below this share of its former length a page gives "much less text".
_MUCH_LESS = 0.4
#: Shorter articles may become shorter still.
_LONG_ENOUGH = 200
#: Titles that share fewer words than this are entirely different.
_SAME_TITLE = 0.2
#: A redirected page that shares so many words with the article is the article, moved.
_SAME_TEXT = 0.5
_HOME = frozenset({"", "index.php", "index.html", "index.htm", "default.aspx", "home", "main", "ru", "ky", "kg", "en"})


class Step(StrEnum):
    """What is done after a look."""

    ACCEPT = "accept"  # the page is the article: the same, or a revision
    LIFT = "lift"  # as ACCEPT; the article was withdrawn and is back
    LOOK_AGAIN = "look_again"  # seen once: it must be seen again
    WITHDRAW = "withdraw"  # seen twice
    STAY = "stay"  # withdrawn, and still away
    LATER = "later"  # nothing was learned


@dataclass(frozen=True, slots=True)
class Judgement:
    """The next step."""

    step: Step
    #: What is suspected from now on; None = nothing.
    suspicion: Suspicion | None = None
    #: When the second look is due; None where the usual pace holds.
    look_at: datetime | None = None


def judge(
    suspicion: Suspicion | None, withdrawal: Withdrawal | None, seen: Sighting, now: datetime, pause: timedelta
) -> Judgement:
    """The next step for an article of which that was known before and this is seen now.

    `pause`: how far apart two looks must be to count as two.
    """
    accepted = Judgement(Step.LIFT if withdrawal else Step.ACCEPT)
    if seen.sight is Sight.FAILED:
        return Judgement(Step.LATER, suspicion)
    if seen.sight is Sight.FINE:
        return accepted
    if seen.sight in WITHDRAWING and withdrawal is not None:
        return Judgement(Step.STAY)
    first = suspicion if suspicion is not None and _agree(suspicion, seen) else None
    if first is None or now - first.since < pause:
        first = first or Suspicion(seen.sight, now, seen.evidence, seen.fingerprint)
        return Judgement(Step.LOOK_AGAIN, first, first.since + pause)
    return Judgement(Step.WITHDRAW) if seen.sight in WITHDRAWING else accepted


def _agree(suspicion: Suspicion, seen: Sighting) -> bool:
    """Whether a second look confirms the first: any two signs of withdrawal do, two strange pages if they are one."""
    if seen.sight in WITHDRAWING:
        return suspicion.sight in WITHDRAWING
    return suspicion.sight is seen.sight and suspicion.fingerprint == seen.fingerprint


def sighting_of(known: Article, seen: Look | ReadingError) -> Sighting:
    """What a look at the page of a known article shows."""
    if isinstance(seen, PageGone):
        return Sighting(Sight.GONE, seen.reason)
    if isinstance(seen, ReadingError):
        return Sighting(Sight.FAILED, seen.reason)
    if seen.not_modified:
        return Sighting(Sight.FINE)
    if leads_up(seen.asked, seen.url):
        return Sighting(Sight.LED_AWAY, f"it redirects to {seen.url}")
    if seen.article is None:
        return Sighting(Sight.FAILED, seen.fault)
    return _of_page(known, seen, seen.article)


def _of_page(known: Article, seen: Look, page: Article) -> Sighting:
    moved = page_key(seen.url) != page_key(seen.asked)
    another = likeness(known.title, page.title) < _SAME_TEXT and _other_page(known, seen, page, moved)
    if another:
        return another
    if page.noindex and not known.noindex:
        return Sighting(Sight.HIDDEN, "the page asks not to be indexed")
    if not moved and _is_elsewhere(page.canonical_url, known, seen):
        return Sighting(Sight.REPLACED, f"its canonical address is {page.canonical_url}")
    strange = strangeness(known, page)
    return Sighting(Sight.STRANGE, strange, content_hash(page)) if strange else Sighting(Sight.FINE)


def _other_page(known: Article, seen: Look, page: Article, moved: bool) -> Sighting | None:
    """What a page under another title is when it is surely not the article; None when it may be."""
    missing, wall = says_missing(page), is_wall(page)
    if missing:
        return Sighting(Sight.MISSING, f"the page says “{missing}”")
    if wall:
        return Sighting(Sight.FAILED, f"a wall stands before the page: “{wall}”")
    if moved and likeness(known.text, page.text) < _SAME_TEXT:
        return Sighting(Sight.LED_AWAY, f"it redirects to another page: {seen.url}")
    return None


def strangeness(known: Article, page: Article) -> str | None:
    """Why a page is hardly an edit of the known article; None when it may be one."""
    if len(known.text) >= _LONG_ENOUGH and len(page.text) < _MUCH_LESS * len(known.text):
        return f"the page gives {len(page.text)} characters of text instead of {len(known.text)}"
    if known.title and likeness(known.title, page.title) < _SAME_TITLE:
        return f"the page has an entirely other title: “{page.title[:120]}”"
    return None


def leads_up(asked: str, answered: str) -> bool:
    """Whether an address redirected to the home page or a section above it, on the same site."""
    if page_key(asked) == page_key(answered) or site_of(asked) != site_of(answered):
        return False
    try:
        one, other = urlsplit(asked), urlsplit(answered)
    except ValueError:
        return False
    path, led = _segments(one.path), _segments(other.path)
    if other.query:
        # Where articles are told by the query, this may be one.
        return False
    if all(segment.lower() in _HOME for segment in led):
        return path != led or bool(one.query)
    return len(led) < len(path) and path[: len(led)] == led


def _segments(path: str) -> list[str]:
    return [segment for segment in path.split("/") if segment]


def _is_elsewhere(canonical: str, known: Article, seen: Look) -> bool:
    """Whether a canonical address names another page: one of another path than every address the article has."""
    own = {_path(url) for url in (known.canonical_url, known.url, seen.asked, seen.url)}
    return _path(canonical) not in own


def _path(url: str) -> str:
    try:
        return urlsplit(url).path.rstrip("/").lower()
    except ValueError:
        return url
