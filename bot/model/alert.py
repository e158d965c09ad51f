"""Alerts: what a person must hear of, since when, how grave it is, and what was told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from pydantic import SecretStr

from bot.model.account import QuietHours


class Severity(StrEnum):
    """How soon a person should act."""

    NOTICE = "notice"  # good to know
    WARNING = "warning"  # to be looked at today
    CRITICAL = "critical"  # now: passes quiet hours

    @property
    def rank(self) -> int:
        """1 the mildest, 3 the gravest."""
        return list(Severity).index(self) + 1


class Kind(StrEnum):
    """What alerts are about; those of one kind are told together."""

    NOTHING_OUT = "nothing went out"
    ACCOUNT = "account stopped"
    TOKEN = "token ends"  # noqa: S105 - a kind of alert
    BREAKER = "breaker open"
    FAILED = "failed for good"
    UNCONFIRMED = "unconfirmed"
    HELD = "held"
    APPROVAL = "waits for approval"
    PROPOSAL = "proposal"
    SOURCE = "source failing"
    BUDGET = "budget"
    SPACE = "disk space"
    JOURNAL = "journal broken"
    FREEZE = "freeze still on"
    CHANNEL = "alerts not delivered"


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that is wrong now."""

    kind: Kind
    #: What it is about: "delivery 12", "account fb". One condition of a kind a subject.
    subject: str
    severity: Severity
    since: datetime
    #: What happened, in a plain sentence without full stop.
    what: str
    #: The command that mends it, or shows more.
    mend: str
    #: Rises where the same thing grows worse; each step is told anew.
    level: int = 1

    @property
    def key(self) -> str:
        """Names the condition among all that hold."""
        return f"{self.kind}: {self.subject}"


@dataclass(frozen=True, slots=True)
class Alert:
    """A condition's life: opened, told, acknowledged, over."""

    #: 0 before the store has it.
    id: int
    condition: Condition
    opened_at: datetime
    #: When the condition was first found gone; None while it holds.
    absent_since: datetime | None = None
    #: None while it is open.
    resolved_at: datetime | None = None
    #: The last message about it in this round of its life; None until one was written.
    told_at: datetime | None = None
    told_level: int = 0
    told_severity: Severity | None = None
    #: When a message said that it is over; None until then.
    end_told_at: datetime | None = None
    #: None until a person said "seen".
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    #: How often it opened: more than 1 where it came back soon after its end.
    times: int = 1

    @property
    def is_open(self) -> bool:
        """Whether the condition holds, or may have paused only."""
        return self.resolved_at is None


@dataclass(frozen=True, slots=True)
class Message:
    """What one channel is to carry to people."""

    kind: str
    severity: Severity
    #: One line.
    title: str
    #: Plain text.
    body: str
    #: It says that alerts are over.
    over: bool = False


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message for one channel, as it stands."""

    id: int
    #: The channel's name in the configuration ("env:PRESSBOT_ALERTS"), never its address.
    channel: str
    message: Message
    made_at: datetime
    #: Calls made that failed.
    tries: int
    #: None once it was sent or given up.
    next_try_at: datetime | None
    sent_at: datetime | None
    #: Why the last try failed; "" when none did.
    error: str


@dataclass(frozen=True, slots=True)
class AlertPolicy:
    """When people are told."""

    #: How long an alert waits for others of its kind, and how long a condition must be gone to be over.
    gather: timedelta = timedelta(minutes=1)
    #: Between two messages of one kind that are not critical.
    kind_gap: timedelta = timedelta(minutes=15)
    #: An alert that nobody acknowledged is told again after this time.
    repeat_after: timedelta = timedelta(hours=24)
    #: A warning that nobody acknowledged becomes critical after this time.
    escalate_after: timedelta = timedelta(hours=24)
    #: Moment → the end of the quiet hours it lies in, when only what is critical is told; None outside them.
    quiet_until: Callable[[datetime], datetime | None] = lambda _: None


@dataclass(frozen=True, slots=True)
class AlertThresholds:
    """From when on something is worth an alert."""

    unconfirmed_after: timedelta = timedelta(minutes=30)
    source_failing_after: timedelta = timedelta(minutes=30)
    nothing_out_after: timedelta = timedelta(hours=2)
    approval_after: timedelta = timedelta(hours=1)
    freeze_after: timedelta = timedelta(hours=24)
    #: Of the monthly budget, 0 to 1.
    budget_share: float = 0.8
    #: Free bytes on the store's disk.
    free_bytes: int = 500_000_000


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to people."""

    #: As the configuration names its secret: "env:PRESSBOT_ALERTS". Safe to show.
    name: str
    #: The whole address with its secrets.
    url: SecretStr = field(repr=False)
    #: Carries only what is critical.
    urgent_only: bool = False


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """Whom alerts reach, and when."""

    channels: tuple[Channel, ...] = ()
    policy: AlertPolicy = AlertPolicy()
    thresholds: AlertThresholds = AlertThresholds()
    #: By the site's clock; None = told at any hour.
    quiet_hours: QuietHours | None = None
    #: The outside monitor's address, a secret; None = there is none.
    ping_url: SecretStr | None = None
    ping_method: Literal["GET", "POST"] = "GET"
    ping_every: timedelta = timedelta(minutes=5)
