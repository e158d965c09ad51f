"""Every error pressbot raises on purpose.

PressbotError
├─ UserError            a person's mistake or an operator's matter: says what and the mend
│  └─ ConfigurationError    every problem of the configuration at once
├─ StoreError           the database cannot be used (full disk, no connection, older schema)
├─ ReadingError         an address of the outside web could not be read
│  ├─ AddressRefused        private, local or malformed address, or a scheme other than http(s)
│  ├─ PageGone              404 or 410
│  ├─ TooLarge              more bytes than allowed
│  ├─ NotUnderstood         arrived whole, but is not what it should be (no feed, no article, no picture)
│  └─ SiteUnavailable       no connection, time-out, 5xx, endless redirect: try later
└─ RemoteError          a network's answer to one call
   ├─ Unavailable           surely not done; try again later
   ├─ RateLimited           surely not done; try again at a known time
   ├─ Unauthorized          token dead or revoked
   ├─ Forbidden             right, role, scope or plan missing
   ├─ PersonNeeded          captcha, check-point, budget or validation: a person must act on the account
   ├─ Rejected              content refused, and will be again
   ├─ PictureRefused        the picture is refused, the text is not
   ├─ Duplicate             the network says it has this already
   ├─ NotFound              no such post, or no right to see it
   ├─ OutcomeUnknown        the request may have been carried out
   └─ Misused               our own bug or a wrong setting: no retry will help
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar


class PressbotError(Exception):
    """Base of all errors raised on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where, and how to mend it."""

    where: str
    what: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" + (f" → {self.mend}" if self.mend else "")


class UserError(PressbotError):
    """One or more problems that a person can mend; never shown with a traceback."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems: Sequence[Problem] = problems


class ConfigurationError(UserError):
    """The configuration cannot be used; lists every problem found."""


class StoreError(PressbotError):
    """The database cannot be used now; the message names the mend."""


class ReadingError(PressbotError):
    """An address could not be read; `url` is the address as asked, `reason` a plain sentence."""

    #: Whether trying again later may help.
    passing: ClassVar[bool] = False

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason


class AddressRefused(ReadingError):
    """The address is private, local, malformed or not http(s)."""


class PageGone(ReadingError):
    """The site answered 404 or 410."""


class TooLarge(ReadingError):
    """The answer has more bytes than allowed."""


class NotUnderstood(ReadingError):
    """The answer arrived, but is not what it should be."""


class SiteUnavailable(ReadingError):
    """No usable answer now: no connection, a time-out, a server error, an endless redirect."""

    passing = True


class RemoteError(PressbotError):
    """A network refused or failed one call.

    `code` is the network's own code as text ("190/463", "DUPLICATE_POST"), "" where it gave none;
    `reason` is safe to show: tokens and request parameters are already taken out.
    """

    def __init__(
        self,
        reason: str,
        *,
        code: str = "",
        retry_after: timedelta | None = None,
        external_id: str | None = None,
    ) -> None:
        super().__init__(f"{reason} [{code}]" if code else reason)
        self.reason = reason
        self.code = code
        #: How long the network asks to wait; None where it does not say.
        self.retry_after = retry_after
        #: The post that the network names as the earlier one; None where it names none.
        self.external_id = external_id


class Unavailable(RemoteError):
    """Surely not done: never connected, or a documented "not executed"; try again later."""


class RateLimited(RemoteError):
    """Surely not done: too many calls; try again after `retry_after`."""


class Unauthorized(RemoteError):
    """The token is dead, revoked or of the wrong kind."""


class Forbidden(RemoteError):
    """The token lives, but a right, role, scope or plan is missing."""


class PersonNeeded(RemoteError):
    """A person must act on the account: captcha, check-point, validation, empty credits."""


class Rejected(RemoteError):
    """The content is refused, and will be refused again."""


class PictureRefused(RemoteError):
    """The picture is refused; the same post without it may pass."""


class Duplicate(RemoteError):
    """The network says it has this post already; `external_id` names it where known."""


class NotFound(RemoteError):
    """No such object, or no right to see it."""


class OutcomeUnknown(RemoteError):
    """The request may have been carried out: settle it by reading back, never by sending again."""


class Misused(RemoteError):
    """Our own bug or a wrong setting: a retry cannot help."""
