"""What several commands need: an open App, progress on standard error, values as JSON."""

from __future__ import annotations

import dataclasses
import functools
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from bot import logs
from bot.app import App, load_settings
from bot.errors import Problem, ReadingError, RemoteError, StoreError, UserError
from bot.settings_words import parse_duration


def default_config() -> Path:
    """config/pressbot.toml of the working directory, else of the project (PRESSBOT_HOME)."""
    local = Path("config/pressbot.toml")
    home = os.environ.get("PRESSBOT_HOME")
    return local if local.exists() or not home else Path(home) / local


def config_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --config, handed on as a Path."""
    option = click.option(
        "--config",
        type=click.Path(dir_okay=False, path_type=Path),
        envvar="PRESSBOT_CONFIG",
        help="The configuration file.  [default: config/pressbot.toml]",
    )

    @functools.wraps(command)
    def wrapped(config: Path | None, **options: Any) -> Any:
        return command(config=config or default_config(), **options)

    return option(wrapped)


def inner_config_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --config to a command of a group: its own, else the one given to the group, which keeps it in `ctx.obj`."""
    option = click.option(
        "--config",
        type=click.Path(dir_okay=False, path_type=Path),
        help="The configuration file.  [default: config/pressbot.toml]",
    )

    @functools.wraps(command)
    def wrapped(config: Path | None, **options: Any) -> Any:
        return command(config=config or click.get_current_context().obj, **options)

    return option(wrapped)


json_option = click.option("--json", "as_json", is_flag=True, help="JSON for scripts.")

#: Shown by commands for an error that must not end the whole command.
EXPECTED = (ReadingError, RemoteError, StoreError, UserError)


@contextmanager
def opened(config: Path, *, store: bool = True, level: str = "error") -> Iterator[App]:
    """An App on that configuration, its store up to date; closed afterwards."""
    logs.configure(level=level, as_json=not sys.stderr.isatty())
    app = App(load_settings(config))
    try:
        if store:
            app.open()
        yield app
    finally:
        app.close()


class Progress:
    """Says on standard error how far work has come: one moving line for people, nothing for pipes."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()

    def __call__(self, text: str) -> None:
        if self._live:
            click.echo(f"\r\033[K{text}", nl=False, err=True)

    def log(self, text: str) -> None:
        """A line that stays, where nobody watches a moving one."""
        if not self._live:
            click.echo(text, err=True)

    def end(self) -> None:
        """Clears the moving line."""
        if self._live:
            click.echo("\r\033[K", nl=False, err=True)


def print_json(value: Any) -> None:
    """The value as JSON on standard output."""
    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=2))


def plain(value: Any) -> Any:
    """Dataclasses, enums and moments as what JSON knows."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value.value) if isinstance(value, Enum) else value


def actor() -> str:
    """Who gives this command, for the journal."""
    try:
        return f"{getpass.getuser()} (command line)"
    except (KeyError, OSError):
        return "command line"


def moment(text: str | None, zone: ZoneInfo, now: datetime, option: str) -> datetime | None:
    """The moment: ISO 8601 (the site's zone where it names none), or "2h" from now; in UTC. Raises UserError."""
    if text is None:
        return None
    try:
        return now + parse_duration(text.removeprefix("+"))
    except ValueError:
        pass
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        problem = Problem(option, f"{text!r} is no time", 'write 2026-11-24, "2026-11-24 14:00" or 2h (from now)')
        raise UserError(problem) from None
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)).astimezone(UTC)


def since(text: str | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The beginning of a list: ISO 8601, or "2d" for the last two days; in UTC. Raises UserError."""
    try:
        return now - parse_duration(text) if text else None
    except ValueError:
        return moment(text, zone, now, "--since")


def ago(at: datetime, now: datetime) -> str:
    """How long ago (or ahead), in one unit."""
    seconds = (now - at).total_seconds()
    distance = _distance(timedelta(seconds=abs(seconds)))
    return f"{distance} ago" if seconds >= 0 else f"in {distance}"


def _distance(duration: timedelta) -> str:
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if duration.total_seconds() >= length:
            return f"{duration.total_seconds() // length:.0f} {unit}"
    return f"{duration.total_seconds():.0f} s"
