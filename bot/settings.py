"""The configuration file as typed settings: read once, every problem listed at once, secrets resolved.

Unknown keys are refused with the nearest right one. Secrets are written `env:NAME` or `file:/path`;
`sandbox:value` is for the sandbox's well-known harmless keys and is refused for any address that is not local.
"""

from __future__ import annotations

import difflib
import functools
import os
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import SecretStr, ValidationError

from bot.errors import ConfigurationError, Problem
from bot.model.account import (
    Account,
    CardColours,
    CredentialNames,
    Endpoint,
    KnownNetwork,
    Passable,
    PostForm,
    PostingWindow,
    QuietHours,
    WhenUnsure,
)
from bot.model.alert import AlertSettings
from bot.model.breaker import Patience
from bot.model.policy import OnCorrection
from bot.model.source import FirstRun, WatchedSource
from bot.settings_alerts import alert_settings
from bot.settings_schema import AccountKeys, File, NetworkKeys, SourceKeys

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole configuration, ready to use."""

    path: Path
    timezone: ZoneInfo
    store_url: str
    #: Folder of what this machine remembers beside a store that is no file.
    state: Path
    console_host: str
    console_port: int
    public_url: str | None
    allow_private: tuple[str, ...]
    user_agent: str
    max_age: timedelta
    burst_limit: int
    #: How far apart two looks must be that show an article withdrawn.
    seen_twice: timedelta
    #: Bearer token of the JSON API; None = the API takes no calls.
    api_token: SecretStr | None
    #: Newest first; empty = secrets can be configured only, not connected.
    keys: tuple[SecretStr, ...]
    sources: tuple[WatchedSource, ...]
    accounts: Mapping[str, Account]
    #: Network → how it is reached, where the file says so.
    endpoints: Mapping[str, NetworkKeys]
    #: Waits before the first and second look for a post that may be out.
    looks: tuple[timedelta, timedelta]
    lease: timedelta
    #: How much of the same failure is taken before something waits, or a person is asked.
    patience: Patience
    #: Ages at which posts are measured; None = the built-in cadence.
    visits: tuple[timedelta, ...] | None
    #: Folder of templates of one's own; None when there is none.
    templates: Path | None
    #: Font of title cards; None = the one that comes along.
    card_font: Path | None
    sandbox_address: str
    sandbox_publish_after: timedelta
    alerts: AlertSettings
    #: The file's own text of every address, for the sandbox's check.
    notes: Sequence[str] = field(default_factory=tuple)

    @property
    def all_local(self) -> bool:
        """Whether every account's network is reached on this machine: the sandbox's."""
        networks = {account.network for account in self.accounts.values()}
        return bool(networks) and all(
            name in self.endpoints and _is_local(self.endpoints[name].api_url or "") for name in networks
        )


def load(
    path: Path,
    networks: Mapping[str, KnownNetwork],
    *,
    environment: Mapping[str, str] | None = None,
    replace: Mapping[str, str] | None = None,
) -> Settings:
    """The settings in that file; `replace` swaps texts in every value (the demo's addresses).

    Raises ConfigurationError naming every problem with its mend.
    """
    environment = os.environ if environment is None else environment
    raw = _read(path)
    for old, new in (replace or {}).items():
        raw = _replaced(raw, old, new)
    try:
        file = File.model_validate(raw)
    except ValidationError as error:
        raise ConfigurationError(*(_problem(path, raw, entry) for entry in error.errors())) from None
    return _Resolver(path, file, networks, environment).settings()


def endpoint(defaults: Endpoint, keys: NetworkKeys | None) -> Endpoint:
    """How a network is reached: its defaults with what the file says laid over them."""
    if keys is None:
        return defaults
    return Endpoint(
        api_url=(keys.api_url or defaults.api_url).rstrip("/"),
        version=keys.version if keys.version is not None else defaults.version,
        options={**defaults.options, **keys.options},
        connect_timeout=keys.connect_timeout or defaults.connect_timeout,
        read_timeout=keys.read_timeout or defaults.read_timeout,
        numbers={**defaults.numbers, **keys.numbers},
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problem = Problem(str(path), "there is no such file", "name one with --config, or copy config/pressbot.toml")
    except OSError as error:
        problem = Problem(str(path), f"cannot be read: {error.strerror}", "check its owner and rights")
    except UnicodeDecodeError:
        problem = Problem(str(path), "is not UTF-8", "save it as UTF-8")
    except tomllib.TOMLDecodeError as error:
        problem = Problem(str(path), f"is not TOML: {error}", 'texts stand in "quotes", sections in [brackets]')
    raise ConfigurationError(problem)


def _replaced(value: Any, old: str, new: str) -> Any:
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, dict):
        return {key: _replaced(inner, old, new) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, old, new) for inner in value]
    return value


def _problem(path: Path, raw: Mapping[str, Any], entry: Any) -> Problem:
    location = [str(part) for part in entry["loc"]]
    where = f"{path.name}: {_where(raw, entry['loc'])}"
    if entry["type"] == "extra_forbidden":
        known = _known_keys(location)
        close = difflib.get_close_matches(location[-1], known, n=1, cutoff=0.5)
        mend = f"did you mean {close[0]}?" if close else f"known keys: {', '.join(sorted(known))}"
        return Problem(where, "unknown key", mend)
    if entry["type"] == "missing":
        return Problem(where, "is missing", "add it")
    message = str(entry["msg"]).removeprefix("Value error, ")
    return Problem(where, message)


def _where(raw: Any, location: Sequence[str | int]) -> str:
    """sources[0] is called by its name: people do not count."""
    parts: list[str] = []
    for part in location:
        try:
            raw = raw[part]
        except (KeyError, IndexError, TypeError):
            raw = None
        if isinstance(part, int):
            name = raw.get("name") if isinstance(raw, dict) else None
            parts[-1] += f"[{name or part + 1}]"
        else:
            parts.append(part)
    return ".".join(parts)


def _known_keys(location: Sequence[str]) -> list[str]:
    models: dict[str, Any] = {"sources": SourceKeys, "accounts": AccountKeys, "networks": NetworkKeys}
    if len(location) == 1:
        return list(File.model_fields)
    model = models.get(location[0])
    if model is None:
        model = File.model_fields[location[0]].annotation
    return list(getattr(model, "model_fields", {}))


def _is_local(url: str) -> bool:
    return (urlsplit(url).hostname or "") in LOCAL_HOSTS


class _Resolver:
    """Turns the file's plain keys into settings, gathering every problem on the way."""

    def __init__(
        self, path: Path, file: File, networks: Mapping[str, KnownNetwork], environment: Mapping[str, str]
    ) -> None:
        self._path = path
        self._file = file
        self._networks = networks
        self._environment = environment
        self._problems: list[Problem] = []

    def settings(self) -> Settings:
        """The settings. Raises ConfigurationError when anything is wrong."""
        file, main = self._file, self._file.pressbot
        accounts = {name: self._account(name, keys) for name, keys in file.accounts.items()}
        sources = tuple(self._source(keys) for keys in file.sources)
        self._check_names()
        api_token = self._secret("pressbot.api_token", main.api_token, local=False) if main.api_token else None
        key = self._secret("pressbot.key", main.key, local=False) if main.key else None
        card_font = self._font(main.card_font)
        alerts = alert_settings(file.alerts, functools.partial(self._secret, local=False), self._problems)
        host, _, port = main.console.rpartition(":")
        if self._problems:
            raise ConfigurationError(*self._problems)
        return Settings(
            path=self._path,
            timezone=ZoneInfo(main.timezone),
            store_url=self._store_url(main.store),
            state=self._project() / main.state,
            console_host=host.strip("[]"),
            console_port=int(port),
            public_url=main.public_url,
            allow_private=tuple(main.allow_private),
            user_agent=main.user_agent,
            max_age=main.max_age,
            burst_limit=main.burst_limit,
            seen_twice=main.seen_twice,
            api_token=api_token,
            keys=tuple(SecretStr(line) for line in key.get_secret_value().split()) if key else (),
            sources=sources,
            accounts=accounts,
            endpoints=file.networks,
            looks=(file.delivery.looks[0], file.delivery.looks[1]),
            lease=file.delivery.lease,
            patience=file.delivery.patience(),
            visits=tuple(file.engagement.visits) if file.engagement.visits else None,
            templates=self._templates(),
            card_font=card_font,
            sandbox_address=file.sandbox.address,
            sandbox_publish_after=file.sandbox.publish_after,
            alerts=alerts,
        )

    def _templates(self) -> Path | None:
        folder = self._path.parent / "templates"
        return folder if folder.is_dir() else None

    def _font(self, name: str | None) -> Path | None:
        if name is None:
            return None
        path = self._path.parent / name
        if not path.is_file():
            self._problems.append(Problem("pressbot.card_font", f"there is no file {path}", "name a .ttf or .otf"))
        return path

    def _store_url(self, url: str) -> str:
        """A relative SQLite path is relative to the project: the folder above the configuration's."""
        prefix = "sqlite:///"
        if url.startswith(prefix) and not url.startswith(prefix + "/") and url != "sqlite:///:memory:":
            return f"{prefix}{self._project() / url.removeprefix(prefix)}"
        return url

    def _project(self) -> Path:
        base = self._path.resolve().parent
        return base.parent if base.name == "config" else base

    def _source(self, keys: SourceKeys) -> WatchedSource:
        for name in keys.accounts or ():
            if name not in self._file.accounts:
                close = difflib.get_close_matches(name, self._file.accounts, n=1)
                mend = f"did you mean {close[0]}?" if close else "add [accounts." + name + "]"
                self._problems.append(Problem(f"sources[{keys.name}].accounts", f"there is no account {name}", mend))
        return WatchedSource(
            name=keys.name,
            url=keys.url,
            every=keys.every,
            language=keys.language,
            first_run=FirstRun(*keys.first_run) if keys.first_run else FirstRun(),
            accounts=tuple(keys.accounts) if keys.accounts is not None else None,
            selector=keys.selector,
        )

    def _check_names(self) -> None:
        names = [keys.name for keys in self._file.sources]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self._problems.append(Problem(f"sources[{name}]", "two sources have this name", "rename one"))
        for name, keys in self._file.networks.items():
            known = self._networks.get(name)
            if known is None:
                self._problems.append(self._unknown_network(f"networks.{name}", name))
                continue
            self._check_keys(f"networks.{name}.options", keys.options, known.options)
            self._check_keys(f"networks.{name}.numbers", keys.numbers, {"text_limit", *known.numbers})

    def _check_keys(self, where: str, given: Collection[str], known: Collection[str]) -> None:
        for key in sorted(set(given) - set(known)):
            close = difflib.get_close_matches(key, known, n=1)
            mend = f"did you mean {close[0]}?" if close else f"known: {', '.join(sorted(known)) or 'none'}"
            self._problems.append(Problem(f"{where}.{key}", "unknown key", mend))

    def _unknown_network(self, where: str, name: str) -> Problem:
        close = difflib.get_close_matches(name, self._networks, n=1)
        known = ", ".join(self._networks)
        return Problem(where, f"unknown network {name}", f"did you mean {close[0]}?" if close else f"known: {known}")

    def _account(self, name: str, keys: AccountKeys) -> Account:
        where = f"accounts.{name}"
        known = self._networks.get(keys.network)
        credentials: dict[str, SecretStr] = {}
        if known is None:
            self._problems.append(self._unknown_network(f"{where}.network", keys.network))
        else:
            credentials = self._credentials(where, keys, known.credentials)
            if known.credentials.needs_id and not keys.id:
                self._problems.append(
                    Problem(f"{where}.id", "is missing", "the page's, organisation's or group's number")
                )
        return Account(
            name=name,
            network=keys.network,
            id=keys.id,
            credentials=credentials,
            languages=frozenset(keys.languages),
            approval=keys.approval,
            min_gap=keys.min_gap,
            daily_limit=keys.daily_limit,
            monthly_limit=keys.monthly_limit,
            quiet_hours=QuietHours(*keys.quiet_hours) if keys.quiet_hours else None,
            quiet_days=(*self._file.pressbot.quiet_days, *keys.quiet_days),
            posting_windows=tuple(PostingWindow(*window) for window in keys.posting_windows),
            spread=keys.spread,
            priority_passes=frozenset(Passable(name) for name in keys.priority_passes),
            timezone=keys.timezone or self._file.pressbot.timezone,
            form=PostForm(keys.form),
            utm=keys.utm if keys.utm is not None else self._file.pressbot.utm,
            hashtags={tag.casefold(): word.lstrip("#") for tag, word in keys.hashtags.items()},
            always_hashtags=tuple(word.lstrip("#") for word in keys.always_hashtags),
            card=CardColours(keys.card_colour, keys.card_background) if keys.card else None,
            when_unsure=WhenUnsure(keys.when_unsure),
            on_correction=OnCorrection(keys.on_correction),
            late=tuple(keys.late),
            monthly_budget=keys.monthly_budget,
            thread=keys.thread,
        )

    def _credentials(self, where: str, keys: AccountKeys, known: CredentialNames) -> dict[str, SecretStr]:
        given = keys.secrets()
        local = _is_local((self._file.networks.get(keys.network) or NetworkKeys()).api_url or "")
        for name in sorted(set(given) - known.all):
            mend = f"{keys.network} takes: {', '.join(sorted(known.all))}"
            self._problems.append(Problem(f"{where}.{name}", f"is no key of {keys.network}", mend))
        # A set that is not whole is no fault here: `pressbot connect` may have brought the rest into the store.
        secrets = {name: self._secret(f"{where}.{name}", value, local=local) for name, value in given.items()}
        return {name: secret for name, secret in secrets.items() if secret is not None}

    def _secret(self, where: str, written: str, *, local: bool) -> SecretStr | None:
        kind, _, rest = written.partition(":")
        if kind == "env" and rest:
            return self._from_environment(where, rest)
        if kind == "file" and rest:
            return self._from_file(where, rest)
        if kind == "sandbox" and rest and local:
            return SecretStr(rest)
        if kind == "sandbox":
            problem = Problem(where, "is a key of the sandbox, but the network's address is not local", "use env:NAME")
        else:
            # The value itself is never repeated: it may be a real secret.
            problem = Problem(where, "stands in the file itself", 'write "env:NAME" or "file:/path" and put it there')
        self._problems.append(problem)
        return None

    def _from_environment(self, where: str, name: str) -> SecretStr | None:
        value = self._environment.get(name, "").strip()
        if value:
            return SecretStr(value)
        self._problems.append(Problem(where, f"the environment has no {name}", f"export {name}=…"))
        return None

    def _from_file(self, where: str, name: str) -> SecretStr | None:
        path = Path(name) if Path(name).is_absolute() else self._path.parent / name
        try:
            value = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not a text"
            self._problems.append(Problem(where, f"{path} cannot be read: {reason}", "put the secret there"))
            return None
        if not value:
            self._problems.append(Problem(where, f"{path} is empty", "put the secret there"))
            return None
        return SecretStr(value)
