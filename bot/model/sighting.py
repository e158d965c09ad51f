"""What a later look at an article's page shows, and what follows for the article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.article import Article


@dataclass(frozen=True, slots=True)
class Look:
    """One answer of an article's page."""

    #: None when the site said that nothing changed, or when what it sent is no article (`fault` tells).
    article: Article | None
    #: The address that was asked, and the one that answered after redirects.
    asked: str
    url: str
    #: None where the site sends none.
    etag: str | None = None
    not_modified: bool = False
    #: Why there is no article in it; "" where there is one, or nothing changed.
    fault: str = ""


class Sight(StrEnum):
    """What was seen at an article's address."""

    FINE = "fine"  # the article, as before or edited
    GONE = "gone"  # 404, 410
    LED_AWAY = "led_away"  # a redirect to the home page, a section or another article
    HIDDEN = "hidden"  # it asks not to be indexed, and did not before
    REPLACED = "replaced"  # its canonical address is another page now
    MISSING = "missing"  # a page that says "not found" and answers 200
    STRANGE = "strange"  # much less text, or an entirely other title: an edit, or a wall before the article
    FAILED = "failed"  # nothing that tells: an error, a time-out, a refusal, a wall


#: Each of these, seen twice with a pause, means that the site took the article back.
WITHDRAWING = frozenset({Sight.GONE, Sight.LED_AWAY, Sight.HIDDEN, Sight.REPLACED, Sight.MISSING})


@dataclass(frozen=True, slots=True)
class Sighting:
    """One look, judged by itself."""

    sight: Sight
    #: In plain words: "the site says it is not there (404)".
    evidence: str = ""
    #: content_hash of a strange page; None otherwise.
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Something seen once that must be seen again before it counts."""

    sight: Sight
    since: datetime
    evidence: str
    #: content_hash of a strange page; None otherwise.
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The site took the article back."""

    at: datetime
    reason: Sight
    evidence: str

    def __str__(self) -> str:
        return f"withdrawn on the site: {self.evidence}"
