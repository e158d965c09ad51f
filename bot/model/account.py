"""Where we post as whom: an Account on a network, and how the network is reached."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from enum import StrEnum

from pydantic import SecretStr

from bot.model.policy import LateStep, OnCorrection, QuietDays


class PostForm(StrEnum):
    """What shape a post takes where the network offers a choice."""

    AUTO = "auto"  # what serves the article best within the network's rules
    LINK = "link"  # link card, no photo of our own
    PHOTO = "photo"  # photo, the link in the text


class WhenUnsure(StrEnum):
    """What happens to a delivery whose outcome the network cannot tell."""

    HOLD = "hold"
    REPOST = "repost"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A daily pause in local time; may run over midnight."""

    start: time
    end: time

    def covers(self, moment: time) -> bool:
        """Whether that time of day is quiet: from `start`, up to but without `end`; equal ends are no pause."""
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


@dataclass(frozen=True, slots=True)
class PostingWindow:
    """Hours of some weekdays in which posts may leave, in local time; may run over midnight."""

    #: Of the day on which the window begins; Monday is 0.
    days: frozenset[int]
    start: time
    #: 00:00 is midnight at the end of the day; equal to `start`: 24 hours.
    end: time

    def covers(self, weekday: int, moment: time) -> bool:
        """Whether the window is open then: from `start`, up to but without `end`."""
        if self.start < self.end:
            return weekday in self.days and self.start <= moment < self.end
        return (weekday in self.days and moment >= self.start) or ((weekday - 1) % 7 in self.days and moment < self.end)


class Passable(StrEnum):
    """Limits of its own that an account may let breaking news pass."""

    MIN_GAP = "min_gap"
    QUIET_HOURS = "quiet_hours"
    POSTING_WINDOWS = "posting_windows"
    QUIET_DAYS = "quiet_days"


@dataclass(frozen=True, slots=True)
class CardColours:
    """The colours of an account's title cards, as "#rrggbb"."""

    text: str = "#ffffff"
    background: str = "#1f3a5f"


@dataclass(frozen=True, slots=True)
class Account:
    """One page, organisation, profile, community or group we post as."""

    #: The name in the configuration: unique, used everywhere.
    name: str
    #: Platform kind: facebook, linkedin, x, vk, ok …
    network: str
    #: Page, organisation, user, community or group id; "" where the network derives it from the token (X).
    id: str
    #: Named secrets (token, consumer_key, …); empty before `pressbot connect`.
    credentials: Mapping[str, SecretStr] = field(default_factory=dict, repr=False)
    #: Lower-case ISO 639-1; empty = every language.
    languages: frozenset[str] = frozenset()
    #: A person must approve each post first.
    approval: bool = False
    min_gap: timedelta = timedelta()
    #: Posts in 24 hours; None = no limit.
    daily_limit: int | None = None
    #: Posts in a calendar month of the account's time zone; None = no limit.
    monthly_limit: int | None = None
    quiet_hours: QuietHours | None = None
    #: Days of its own and of the whole site on which nothing leaves.
    quiet_days: tuple[QuietDays, ...] = ()
    #: Posts leave inside these only; empty = at any hour.
    posting_windows: tuple[PostingWindow, ...] = ()
    #: What is due at once is spread evenly over this time; nothing = posted as fast as the gap allows.
    spread: timedelta = timedelta()
    #: What breaking news does not wait for; spreading it never waits for.
    priority_passes: frozenset[Passable] = frozenset()
    #: IANA name of the account's time zone, for quiet hours, posting windows and months.
    timezone: str = "UTC"
    form: PostForm = PostForm.AUTO
    #: Query parameters added to the link; empty = the plain canonical link. `{mark}`, `{account}` and
    #: `{network}` are filled in.
    utm: Mapping[str, str] = field(default_factory=dict)
    #: Article tag (case folded) → hashtag without "#".
    hashtags: Mapping[str, str] = field(default_factory=dict)
    #: Hashtags on every post, without "#".
    always_hashtags: tuple[str, ...] = ()
    #: A card with the title is drawn for articles without a picture; None = such posts go out without one.
    card: CardColours | None = None
    when_unsure: WhenUnsure = WhenUnsure.HOLD
    on_correction: OnCorrection = OnCorrection.ALERT
    #: What is done with articles that come too late; empty = they are posted.
    late: tuple[LateStep, ...] = ()
    #: Currency units a month; None = no budget set.
    monthly_budget: float | None = None
    #: A long article goes on in replies under the post, where the network has that form.
    thread: bool = False

    def secret(self, name: str) -> str | None:
        """The secret of that name in clear, None where it is not configured."""
        value = self.credentials.get(name)
        return value.get_secret_value() if value else None

    def with_secrets(self, secrets: Mapping[str, SecretStr]) -> Account:
        """The account with these secrets laid over the configured ones."""
        return replace(self, credentials={**self.credentials, **secrets})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """How a network is reached; the defaults are each network's public addresses."""

    #: Without a trailing slash.
    api_url: str
    #: The API version as the network writes it ("v26.0", "202609", "5.199"); "" where it has none.
    version: str = ""
    #: Further addresses and switches of one network (upload_url, field_names …), documented in docs/.
    options: Mapping[str, str] = field(default_factory=dict)
    connect_timeout: timedelta = timedelta(seconds=10)
    #: Longest wait for one answer; a whole publish ends well inside the lease.
    read_timeout: timedelta = timedelta(seconds=30)
    #: Limits and prices an operator may override (text_limit, cost_per_post …).
    numbers: Mapping[str, float] = field(default_factory=dict)


class Standing(StrEnum):
    """What a check of an account found."""

    GOOD = "good"
    LIMITED = "limited"  # works, with something missing that `notes` names
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class AccountHealth:
    """What a harmless look at an account showed."""

    standing: Standing
    #: Whom the network says the token belongs to; None when it did not say.
    identity: str | None
    #: Ability (publish, picture, find, engagement, delete) → does it work; None = cannot be told without writing.
    abilities: Mapping[str, bool | None]
    #: What is missing, where to get it, and what is done without it.
    notes: tuple[str, ...] = ()
    #: What is good to know and no fault: what no call can tell, how much was used.
    remarks: tuple[str, ...] = ()

    def naming(self, account: str) -> AccountHealth:
        """The same, its `pressbot connect` with the account's name: to be copied as it stands."""
        command = re.compile(rf"\bpressbot connect\b(?! {re.escape(account)}\b)")
        named = [
            tuple(command.sub(f"pressbot connect {account}", n) for n in told) for told in (self.notes, self.remarks)
        ]
        return replace(self, notes=named[0], remarks=named[1])


@dataclass(frozen=True, slots=True)
class CredentialNames:
    """The secrets an account of one network is configured with."""

    #: Sets of names of which one whole set must be there (X: four OAuth 1.0a keys, or one token).
    any_of: tuple[frozenset[str], ...]
    #: Names that may stand beside it and add abilities.
    optional: frozenset[str] = frozenset()
    #: Whether the account must be named by its id; False where the network tells it from the token.
    needs_id: bool = True

    @property
    def all(self) -> frozenset[str]:
        """Every name known for the network."""
        return self.optional.union(*self.any_of)


@dataclass(frozen=True, slots=True)
class KnownNetwork:
    """What may be configured for one network."""

    credentials: CredentialNames
    #: Keys of [networks.NAME.options] and [networks.NAME.numbers].
    options: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
