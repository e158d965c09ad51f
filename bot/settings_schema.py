"""The configuration file's keys, one model a section: what may stand there, its unit and its default.

Durations are written "30s", "5m", "2h", "1d" or "1h30m".
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lxml.cssselect import CSSSelector, SelectorError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from bot.model.account import PostingWindow, QuietHours
from bot.model.breaker import Patience
from bot.settings_words import LateRule, QuietDay, late_step, parse_duration


def _positive_duration(written: object) -> timedelta:
    duration = parse_duration(written)
    if duration <= timedelta():
        raise ValueError("must be longer than nothing")
    return duration


def _quiet_hours(written: object) -> tuple[time, time] | None:
    if written is None:
        return None
    found = re.fullmatch(r"(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})", str(written))
    if not found:
        raise ValueError(f'{written!r} are no hours → write "23:00-07:00"')
    start, end = (time.fromisoformat(part.zfill(5)) for part in found.groups())
    return start, end


_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _posting_window(written: object) -> tuple[frozenset[int], time, time]:
    """ "Mon-Fri 09:00-18:00" as weekdays (Monday is 0), start and end. Raises ValueError with the mend."""
    found = re.fullmatch(
        r"(?:([A-Za-z][A-Za-z\s,–-]*?)\s+)?(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})", str(written).strip()
    )
    if not found:
        raise ValueError(f'{written!r} is no posting window → write "Mon-Fri 09:00-18:00" or "Sat,Sun 10:00-14:00"')
    days, start, end = found.groups()
    end = "00:00" if end == "24:00" else end
    try:
        hours = time.fromisoformat(start.zfill(5)), time.fromisoformat(end.zfill(5))
    except ValueError:
        raise ValueError(f"{written!r}: there is no such time → hours run from 00:00 to 24:00") from None
    return (_weekdays(days) if days else frozenset(range(7))), *hours


def _weekdays(written: str) -> frozenset[int]:
    days: set[int] = set()
    for part in re.split(r"\s*,\s*", written.strip()):
        first, *last = (_weekday(name) for name in re.split(r"\s*[-–]\s*", part))
        length = (last[0] - first) % 7 if last else 0
        days |= {(first + step) % 7 for step in range(length + 1)}
    return frozenset(days)


def _weekday(name: str) -> int:
    short = name.strip().lower()
    for number, day in enumerate(_DAY_NAMES):
        if len(short) >= 3 and day.startswith(short):
            return number
    raise ValueError(f"{name!r} is no day → Mon, Tue, Wed, Thu, Fri, Sat, Sun")


def _first_run(written: object) -> tuple[int | None, datetime | None]:
    if written == "record":
        return None, None
    kind, _, rest = str(written).partition(":")
    if kind == "newest" and rest.isdecimal():
        return int(rest), None
    if kind == "since":
        since = datetime.fromisoformat(rest)
        return None, since if since.tzinfo else since.replace(tzinfo=UTC)
    raise ValueError(f'{written!r} is not known → write "record", "newest:3" or "since:2026-11-01"')


def _web_address(written: str) -> str:
    parts = urlsplit(written)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{written!r} is no web address → it begins with https://")
    return written


def _colour(written: object) -> str:
    text = str(written).strip().lower()
    if re.fullmatch("#[0-9a-f]{3}", text):
        text = "#" + "".join(2 * digit for digit in text[1:])
    if not re.fullmatch("#[0-9a-f]{6}", text):
        raise ValueError(f'{written!r} is no colour → write one like "#1f3a5f"')
    return text


def contrast(colour: str, other: str) -> float:
    """How well one colour ("#rrggbb") is read on the other: 1 = not at all, 21 = black on white (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
Period = Annotated[timedelta, BeforeValidator(_positive_duration)]
Hours = Annotated[tuple[time, time] | None, BeforeValidator(_quiet_hours)]
Window = Annotated[tuple[frozenset[int], time, time], BeforeValidator(_posting_window)]
Address = Annotated[str, BeforeValidator(_web_address)]
Colour = Annotated[str, BeforeValidator(_colour)]

#: Large letters need so much contrast to be read (WCAG 2.2, 1.4.3).
_READABLE = 3.0


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MainKeys(_Section):
    """[pressbot]"""

    #: IANA name: the site's dates without a zone, quiet hours and reports are in it.
    timezone: str = "UTC"
    #: sqlite:///path (relative to the project) or postgresql+psycopg://user@host/name.
    store: str = "sqlite:///var/pressbot.db"
    #: Folder, relative to the project, of what this machine remembers beside a PostgreSQL store.
    state: str = "var"
    #: host:port of the console; keep it on loopback behind a proxy with TLS.
    console: str = "127.0.0.1:8080"
    #: Where people reach the console from outside.
    public_url: Address | None = None
    #: Hosts, host:port or networks in private ranges that may be read nevertheless.
    allow_private: list[str] = []
    #: How pressbot introduces itself to sites.
    user_agent: str = "pressbot"
    #: Articles older than this when first seen are recorded, not posted.
    max_age: Period = timedelta(hours=48)
    #: Days on which nothing leaves, by each account's calendar: "05-09" (every year), "2026-12-31", "12-31..01-02".
    quiet_days: list[QuietDay] = []
    #: New articles in one visit beyond this number are held.
    burst_limit: int = Field(default=20, ge=1)
    #: A page that is gone, or hardly the article any more, counts when it is so again after this time.
    seen_twice: Period = timedelta(minutes=10)
    #: Font file (.ttf, .otf) of title cards, relative to this file's folder; without it PT Sans, which comes along.
    card_font: str | None = None
    #: Secret of the JSON API (POST /api/articles).
    api_token: str | None = None
    #: What secrets brought by `pressbot connect` are sealed with; a file holds one key a line, the newest first.
    key: str | None = None
    #: Query parameters of every link; {mark}, {account} and {network} are filled in.
    utm: dict[str, str] = {"utm_source": "{network}", "utm_medium": "social", "utm_content": "{mark}"}

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        return known_zone(name)

    @field_validator("console")
    @classmethod
    def _host_and_port(cls, written: str) -> str:
        host, _, port = written.rpartition(":")
        if not host or not port.isdecimal() or not 0 <= int(port) <= 65535:
            raise ValueError(f'{written!r} is no address → write "127.0.0.1:8080"')
        return written


def known_zone(name: str) -> str:
    """The name, when it is a time zone's. Raises ValueError otherwise."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f'{name!r} is no time zone → write one like "Asia/Bishkek"') from None
    return name


def _selector(written: str | None) -> str | None:
    if written is not None:
        try:
            CSSSelector(written, translator="html")
        except (SelectorError, ValueError) as error:
            raise ValueError(f'{written!r} is no CSS selector ({error}) → write one like ".news-list a"') from None
    return written


class SourceKeys(_Section):
    """[[sources]]"""

    name: str = Field(min_length=1, max_length=200)
    #: Feed, sitemap or listing page: recognised.
    url: Address
    every: Period = timedelta(minutes=5)
    #: Lower-case ISO 639-1; without it each page's language is recognised.
    language: str | None = Field(None, pattern="^[a-z]{2,3}$")
    #: Accounts its articles go to; without it all whose languages fit.
    accounts: list[str] | None = None
    #: "record", "newest:3" or "since:2026-11-01": what its first visit posts.
    first_run: Annotated[tuple[int | None, datetime | None] | None, BeforeValidator(_first_run)] = None
    #: CSS selector of a listing page's article links, or of the blocks that hold one each.
    selector: Annotated[str | None, AfterValidator(_selector)] = None


class AccountKeys(_Section):
    """[accounts.NAME]; every further key is a secret of the network (token, community_key, …)."""

    # What secrets there are differs by network: they are checked against the network's own list.
    model_config = ConfigDict(extra="allow", frozen=True)

    network: str
    #: Page, organisation, community or group id; not needed for X.
    id: str = ""
    languages: list[Annotated[str, Field(pattern="^[a-z]{2,3}$")]] = []
    #: Each post waits for a person.
    approval: bool = False
    min_gap: Duration = timedelta()
    #: Posts in 24 hours.
    daily_limit: int | None = Field(None, ge=0)
    #: Posts in a calendar month, by the account's time zone.
    monthly_limit: int | None = Field(None, ge=0)
    #: Local time, as "23:00-07:00".
    quiet_hours: Hours = None
    #: Such days of this account, beside those of the whole site.
    quiet_days: list[QuietDay] = []
    #: Posts leave inside these only: "Mon-Fri 09:00-18:00", "Sat 10:00-14:00", "09:00-21:00" (every day).
    posting_windows: list[Window] = []
    #: What is due at once is spread evenly over this time.
    spread: Duration = timedelta()
    #: What breaking news does not wait for: "min_gap", "quiet_hours", "posting_windows", "quiet_days".
    priority_passes: list[Literal["min_gap", "quiet_hours", "posting_windows", "quiet_days"]] = []
    #: IANA name, where it differs from the site's.
    timezone: str | None = None
    #: "auto", "link" (card) or "photo".
    form: Literal["auto", "link", "photo"] = "auto"
    #: Query parameters of this account's links; {} = the plain canonical link.
    utm: dict[str, str] | None = None
    #: Article tag = hashtag.
    hashtags: dict[str, str] = {}
    always_hashtags: list[str] = []
    #: Articles without a picture get a card with their title.
    card: bool = False
    #: Of the card's letters and its ground, as "#rrggbb".
    card_colour: Colour = "#ffffff"
    card_background: Colour = "#1f3a5f"
    #: "hold" or "repost": what happens when the network cannot tell whether a post is out.
    when_unsure: Literal["hold", "repost"] = "hold"
    #: "edit", "alert" or "nothing": what follows for a post when its article is corrected on the site.
    on_correction: Literal["edit", "alert", "nothing"] = "alert"
    #: What is done with articles that come too late, by lateness: "6h digest", "24h skip"; [] = they are posted.
    late: list[LateRule] = Field(default_factory=lambda: [late_step("12h hold")])
    monthly_budget: float | None = Field(None, ge=0)
    #: X only: what a post has no room for follows as replies under it.
    thread: bool = False

    @field_validator("id", mode="before")
    @classmethod
    def _as_text(cls, written: Any) -> Any:
        return str(written) if isinstance(written, int) and not isinstance(written, bool) else written

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str | None) -> str | None:
        return known_zone(name) if name is not None else None

    @model_validator(mode="after")
    def _readable_card(self) -> AccountKeys:
        seen = contrast(self.card_colour, self.card_background)
        if self.card and seen < _READABLE:
            raise ValueError(
                f"nobody can read card_colour {self.card_colour} on card_background {self.card_background} "
                f"(contrast {seen:.1f}) → choose two that differ more ({_READABLE:.0f} at least)"
            )
        return self

    @model_validator(mode="after")
    def _some_time_is_left(self) -> AccountKeys:
        windows = [PostingWindow(*window) for window in self.posting_windows]
        quiet = QuietHours(*self.quiet_hours) if self.quiet_hours else None
        begins = {w.start for w in windows} | ({quiet.end} if quiet else set())
        left = any(
            window.covers(day, moment) and not (quiet and quiet.covers(moment))
            for window in windows for day in range(7) for moment in begins
        )  # fmt: skip
        if windows and not left:
            raise ValueError("quiet_hours leave nothing of posting_windows: no post could ever go → change one")
        return self

    def secrets(self) -> dict[str, str]:
        """Every further key with its text as written."""
        return {name: str(value) for name, value in (self.__pydantic_extra__ or {}).items()}


class NetworkKeys(_Section):
    """[networks.NAME]"""

    api_url: Address | None = None
    version: str | None = None
    connect_timeout: Period | None = None
    read_timeout: Period | None = None
    #: Addresses and switches of one network, see docs/configuration.md.
    options: dict[str, str] = {}
    #: Limits and prices that differ from the built-in ones (text_limit, cost_per_post, …).
    numbers: dict[str, float] = {}


class DeliveryKeys(_Section):
    """[delivery]"""

    #: Waits before the first and the second look for a post that may be out.
    looks: list[Period] = Field(default=[timedelta(seconds=30), timedelta(minutes=2)], min_length=2, max_length=2)
    #: How long one daemon's claim on an account lasts without renewal; longer than the longest call.
    lease: Period = timedelta(minutes=10)
    #: A delivery that fails for so long is held for a person.
    give_up_after: Period = timedelta(hours=12)
    #: The same failure so many times in a row: the account waits before it is tried again.
    breaker_after: int = Field(default=5, ge=1)
    #: How long at first; doubled each time it fails again, up to `breaker_longest`.
    breaker_wait: Period = timedelta(minutes=2)
    breaker_longest: Period = timedelta(hours=1)

    def patience(self) -> Patience:
        """The four as one value."""
        return Patience(
            opens_after=self.breaker_after, first_wait=self.breaker_wait, longest_wait=self.breaker_longest,
            gives_up_after=self.give_up_after,
        )  # fmt: skip


class EngagementKeys(_Section):
    """[engagement]"""

    #: Ages at which posts are measured; without it 15 min, 1 h, 3 h … 90 d.
    visits: list[Period] | None = None


class AlertKeys(_Section):
    """[alerts]"""

    #: Apprise addresses, each as "env:NAME" or "file:/path"; a file may hold several, one a line.
    urls: list[str] = []
    #: Such that get only what is critical, beside the others.
    urgent_urls: list[str] = []
    #: How long an alert waits for others of its kind, and how long its cause must be gone before it is over.
    gather: Duration = timedelta(minutes=1)
    #: Between two messages of one kind that are not critical.
    kind_gap: Duration = timedelta(minutes=15)
    #: An alert that nobody acknowledged is told again after this time.
    repeat_after: Period = timedelta(hours=24)
    #: A warning that nobody acknowledged becomes critical after this time.
    escalate_after: Period = timedelta(hours=24)
    #: The site's time, as "23:00-07:00": only what is critical is told then.
    quiet_hours: Hours = None
    #: From when on something is worth an alert.
    unconfirmed_after: Duration = timedelta(minutes=30)
    source_failing_after: Duration = timedelta(minutes=30)
    nothing_out_after: Period = timedelta(hours=2)
    approval_after: Duration = timedelta(hours=1)
    freeze_after: Duration = timedelta(hours=24)
    #: Of monthly_budget, 0 to 1.
    budget_share: float = Field(default=0.8, gt=0, le=1)
    #: Free on the disk of an SQLite store.
    free_mb: int = Field(default=500, ge=0)
    #: Address of an outside monitor, as "env:NAME" or "file:/path", asked while all is well.
    ping_url: str | None = None
    ping_method: Literal["GET", "POST"] = "GET"
    ping_every: Period = timedelta(minutes=5)


class SandboxKeys(_Section):
    """[sandbox]"""

    address: str = "127.0.0.1:8090"
    #: How long after its start the sample site publishes one more article.
    publish_after: Period = timedelta(seconds=20)


class File(_Section):
    """The whole file."""

    pressbot: MainKeys = MainKeys()
    sources: list[SourceKeys] = []
    accounts: dict[str, AccountKeys] = {}
    networks: dict[str, NetworkKeys] = {}
    delivery: DeliveryKeys = DeliveryKeys()
    engagement: EngagementKeys = EngagementKeys()
    alerts: AlertKeys = AlertKeys()
    sandbox: SandboxKeys = SandboxKeys()
