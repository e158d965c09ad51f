"""What a message says, in plain English: what happened, since when, what it means, what mends it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.alerts.judge import Telling
from bot.model.alert import Alert, Kind, Message, Severity

#: Alerts told one by one in a message; the others are counted. Keeps it below what Telegram takes (4096).
LISTED = 8
_LONGEST_LINE = 300


@dataclass(frozen=True, slots=True)
class Words:
    """How a kind is called."""

    one: str
    #: With {} for the number.
    many: str
    #: What it means for the newsroom.
    meaning: str


WORDS: Mapping[Kind, Words] = {
    Kind.NOTHING_OUT: Words(
        "articles came and nothing went out", "posts that should be out are not ({})",
        "Readers on the networks do not see what the site has published.",
    ),
    Kind.ACCOUNT: Words(
        "an account has stopped", "{} accounts have stopped",
        "Nothing is posted there until a person mends it; its posts wait and are not lost.",
    ),
    Kind.TOKEN: Words(
        "a token ends", "{} tokens end",
        "When a token has ended nothing can be posted or measured with it; connecting anew takes a few minutes.",
    ),
    Kind.BREAKER: Words(
        "an account is not called for a while", "{} accounts are not called for a while",
        "The same refusal came again and again; pressbot waits before it asks again, the posts are not lost.",
    ),
    Kind.FAILED: Words(
        "a post was refused for good", "{} posts were refused for good",
        "The network will refuse it again as it is; it is not tried any more.",
    ),
    Kind.UNCONFIRMED: Words(
        "it is not known whether a post is out", "it is not known whether {} posts are out",
        "It is not sent again before that is clear, so that it cannot stand there twice.",
    ),
    Kind.HELD: Words(
        "a post is held for a person", "{} posts are held for a person",
        "It does not go out until somebody releases it.",
    ),
    Kind.APPROVAL: Words(
        "a post waits for approval", "{} posts wait for approval", "It does not go out until somebody approves it.",
    ),
    Kind.PROPOSAL: Words(
        "a decision about a published post is asked for", "decisions about {} published posts are asked for",
        "The article changed or was withdrawn on its site; what stands on the network stays as it is until then.",
    ),
    Kind.SOURCE: Words(
        "a source cannot be read", "{} sources cannot be read",
        "New articles there are not noticed; the other sources are not affected.",
    ),
    Kind.BUDGET: Words(
        "a budget is nearly spent", "{} budgets are nearly spent",
        "Once it is spent nothing more is posted there until the next month.",
    ),
    Kind.SPACE: Words(
        "the store's disk is nearly full", "the stores' disks are nearly full ({})",
        "When nothing can be written pressbot stops sending, because it could not prove what it did.",
    ),
    Kind.JOURNAL: Words(
        "the journal's chain is broken", "the journal's chain is broken ({})",
        "The record of what was done was changed outside pressbot, or its file is damaged.",
    ),
    Kind.FREEZE: Words(
        "a freeze is still on", "{} freezes are still on", "What it covers does not go out until it is lifted.",
    ),
    Kind.CHANNEL: Words(
        "alerts could not be delivered", "alerts could not be delivered ({} channels)",
        "Whoever reads that channel did not hear of what was wrong; the messages are tried again.",
    ),
}  # fmt: skip


def worded(telling: Telling, zone: ZoneInfo, now: datetime, public_url: str | None) -> Message:
    """The message for these alerts."""
    words = WORDS[telling.kind]
    count = len(telling.alerts)
    told = words.one if count == 1 else words.many.format(count)
    title = f"pressbot: {_opening(telling)}{told}"
    # The gravest first, then the oldest.
    ordered = sorted(
        telling.alerts, key=lambda alert: (-alert.condition.severity.rank, alert.condition.since, alert.id)
    )
    lines = [line for alert in ordered[:LISTED] for line in _told(alert, zone, now, over=telling.over)]
    if count > LISTED:
        lines.append(f"… and {count - LISTED} more: pressbot alerts")
    if telling.still_open:
        lines.append(f"Told before and still open: {telling.still_open} (pressbot alerts)")
    if not telling.over:
        lines += ["", words.meaning]
    if public_url:
        lines += ["", public_url]
    severity = Severity.NOTICE if telling.over else telling.severity
    return Message(str(telling.kind), severity, title, "\n".join(lines), telling.over)


def _opening(telling: Telling) -> str:
    if telling.over:
        return "over: "
    if telling.severity is Severity.CRITICAL:
        return "CRITICAL: "
    return "still: " if telling.again and all(alert.told_at for alert in telling.alerts) else ""


def _told(alert: Alert, zone: ZoneInfo, now: datetime, *, over: bool) -> list[str]:
    condition = alert.condition
    ended = alert.absent_since or now
    since = f"{condition.since.astimezone(zone):%d.%m.%Y %H:%M}"
    if over:
        return [f"• {_short(condition.what)}", f"  it lasted {lasted(ended - condition.since)}, since {since}"]
    back = f", came back ({alert.times} times)" if alert.times > 1 else ""
    return [
        f"• {_short(condition.what)}",
        f"  since {since} ({lasted(now - condition.since)}){back}",
        f"  → {condition.mend}",
    ]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 1].rstrip() + "…"


#: (unit, its seconds, from how many of them on it is used).
_UNITS = (("days", 86400, 2), ("h", 3600, 2), ("min", 60, 1))


def lasted(duration: timedelta) -> str:
    """The duration in one unit: "3 h"."""
    seconds = max(duration.total_seconds(), 0)
    for unit, length, least in _UNITS:
        if seconds >= least * length:
            return f"{seconds // length:.0f} {unit}"
    return f"{seconds:.0f} s"


def rehearsal(zone: ZoneInfo, now: datetime, public_url: str | None) -> Message:
    """The message of `pressbot alerts test`."""
    body = f"This is a test of pressbot's alerts, sent on {now.astimezone(zone):%d.%m.%Y at %H:%M}. Nothing is wrong."
    return Message("test", Severity.NOTICE, "pressbot: test", body + (f"\n\n{public_url}" if public_url else ""))
