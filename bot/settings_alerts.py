"""The section [alerts] as typed settings: every address in it is a secret."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.errors import Problem
from bot.model.account import QuietHours
from bot.model.alert import AlertPolicy, AlertSettings, AlertThresholds, Channel
from bot.settings_schema import AlertKeys

#: (where it stands, how it is written) → the secret; None when it is not there, and then it is among the problems.
Secret = Callable[[str, str], SecretStr | None]


def alert_settings(keys: AlertKeys, secret: Secret, problems: list[Problem]) -> AlertSettings:
    """Whom alerts reach, and when. What is wrong is added to `problems`."""
    ping_url = secret("alerts.ping_url", keys.ping_url) if keys.ping_url else None
    if ping_url and urlsplit(ping_url.get_secret_value()).scheme not in {"http", "https"}:
        problems.append(Problem("alerts.ping_url", "is no web address", "it begins with https://"))
    channels = (
        *_channels("urls", keys.urls, secret, problems),
        *_channels("urgent_urls", keys.urgent_urls, secret, problems),
    )
    return AlertSettings(
        channels=channels,
        policy=AlertPolicy(keys.gather, keys.kind_gap, keys.repeat_after, keys.escalate_after),
        thresholds=AlertThresholds(
            unconfirmed_after=keys.unconfirmed_after,
            source_failing_after=keys.source_failing_after,
            nothing_out_after=keys.nothing_out_after,
            approval_after=keys.approval_after,
            freeze_after=keys.freeze_after,
            budget_share=keys.budget_share,
            free_bytes=keys.free_mb * 1_000_000,
        ),
        quiet_hours=QuietHours(*keys.quiet_hours) if keys.quiet_hours else None,
        ping_url=ping_url,
        ping_method=keys.ping_method,
        ping_every=keys.ping_every,
    )


def _channels(key: str, written: Sequence[str], secret: Secret, problems: list[Problem]) -> Iterator[Channel]:
    """One channel a line of each secret; it is called as the file calls its secret."""
    for number, reference in enumerate(written, 1):
        where = f"alerts.{key}[{number}]"
        found = secret(where, reference)
        if found is None:
            continue
        lines = [line.strip() for line in found.get_secret_value().splitlines()]
        urls = [line for line in lines if line and not line.startswith("#")]
        if not all("://" in url for url in urls):
            problems.append(Problem(where, "holds no Apprise address", "one a line, such as mailto://… or tgram://…"))
        for place, url in enumerate(urls, 1):
            name = reference if len(urls) == 1 else f"{reference} ({place})"
            yield Channel(name, SecretStr(url), urgent_only=key == "urgent_urls")
