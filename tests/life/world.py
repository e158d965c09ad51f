"""The whole product at the networks' public addresses: newsroom, app and stand-ins, with a proxy between them that hears all."""

from __future__ import annotations

import functools
import io
import logging
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import trustme
from click.testing import CliRunner

from bot import logs
from bot.app import App, load_settings
from bot.cli import cli
from bot.clock import now
from bot.daemon import Turn, _send_all, run_once
from bot.model.account import Standing
from bot.model.delivery import State
from bot.networks.registry import REGISTRY
from bot.sandbox import accounts
from bot.sandbox.facebook import errors as facebook
from bot.sandbox.linkedin import errors as linkedin
from bot.sandbox.ok import errors as ok
from bot.sandbox.server import Sandbox
from bot.sandbox.vk import errors as vk
from bot.sandbox.wire import Request, Response
from bot.sandbox.x import problems as x
from bot.store.seal import new_key
from tests.alerts.test_whole_way import Hook
from tests.life.newsroom import HOST, Newsroom, stories
from tests.life.secrets import Secrets
from tests.networks.proxy import proxy

ACCOUNTS = {"fb": "facebook", "li": "linkedin", "x": "x", "vk": "vk", "ok": "ok"}
BACK = "http://127.0.0.1:8765/callback"
#: Every line of the networks' tables, as their stand-ins call them.
CODES = {
    "facebook": facebook.known(),
    "linkedin": [*linkedin.TABLE, "html"],
    "x": [*(f"{line.status}/{name}" for name, line in x.LINES.items()), "429/legacy", "500", "502", "503", "504"],
    "vk": [*map(str, vk.MESSAGES), *vk.VARIANTS, "15/1133", "15/1134"],
    "ok": list(map(str, ok.NAMES)),
}
CUTS = ("cut_before", "cut_after_accept", "cut_body", "server_error", "server_error_after_accept")
#: What people answer when they connect an account.
ANSWERS = {
    "fb": {"app_id": accounts.FACEBOOK_APP, "app_secret": accounts.FACEBOOK_APP_SECRET},
    "li": {"client_id": accounts.LINKEDIN_CLIENT, "client_secret": accounts.LINKEDIN_CLIENT_SECRET},
    "x": {"client_id": accounts.X_CLIENT_ID, "client_secret": accounts.X_CLIENT_SECRET},
    "vk": {
        "community_key": accounts.VK_COMMUNITY_KEY, "service_key": accounts.VK_SERVICE_KEY,
        "client_id": accounts.VK_CLIENT_ID,
    },
    "ok": {
        "application_key": accounts.OK_APPLICATION_KEY, "application_secret_key": accounts.OK_APPLICATION_SECRET,
        "application_id": accounts.OK_APPLICATION_ID,
    },
}  # fmt: skip
_HOOK = "s3cr3t-of-the-hook"
_CONFIG = """
[pressbot]
timezone = "Asia/Bishkek"
store = "sqlite:///store.db"
key = "file:key"
burst_limit = 60

[[sources]]
name = "news"
url = "https://{host}/rss.xml"
first_run = "newest:60"

[accounts.fb]
network = "facebook"
id = "{facebook}"
form = "{form}"
late = []

[accounts.li]
network = "linkedin"
id = "{linkedin}"
form = "{form}"
late = []

[accounts.x]
network = "x"
form = "{form}"
late = []
thread = true
monthly_budget = 100.0
consumer_key = "env:LIFE_X_CONSUMER_KEY"
consumer_secret = "env:LIFE_X_CONSUMER_SECRET"
access_token = "env:LIFE_X_ACCESS_TOKEN"
access_token_secret = "env:LIFE_X_ACCESS_TOKEN_SECRET"
bearer_token = "env:LIFE_X_BEARER_TOKEN"

[accounts.vk]
network = "vk"
id = "{vk}"
form = "{form}"
late = []

[accounts.ok]
network = "ok"
id = "{ok}"
form = "{form}"
late = []

[delivery]
looks = ["5s", "5s"]

[engagement]
visits = ["300d"]

[alerts]
urls = ["env:LIFE_HOOK"]
gather = "0s"
"""


class Clock:
    """Runs as ours does, and forward when told."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return now() + self._ahead

    def forward(self, **by: float) -> None:
        """Lets time pass."""
        self._ahead += timedelta(**by)

    def nap(self, seconds: float) -> None:
        """Sleeps without waiting."""
        self.forward(seconds=seconds)


class Life:
    """Everything of one life, and what was heard and said in it."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.clock = Clock()
        self.chance = random.Random(seed)
        self.newsroom = Newsroom(stories(seed))
        self.sandbox = Sandbox(None, self.clock, timedelta(milliseconds=1), timedelta(days=1000))
        self.sandbox.world.scrape = self.newsroom.card
        self.sandbox.networks["vk"].quotas.clock = functools.partial(next, count(step=2))  # type: ignore[attr-defined]
        self.sandbox.world.switches.set("vk", "granted_scopes", ["wall", "photos", "groups", "stats"])
        self.hook = Hook()
        self.secrets = Secrets({"address of the alerts": _HOOK})
        self.log = io.StringIO()
        self.seen: list[str] = []
        #: Errors as a person would have read them.
        self.told: list[str] = []
        #: What was printed and written, by name.
        self.places: dict[str, bytes | str] = {}
        #: What each check of the accounts found.
        self.standings: list[dict[str, Standing]] = []
        #: Account → why its posts were held while keys failed.
        self.reasons: defaultdict[str, set[str]] = defaultdict(set)
        #: Account → posts found at the end; wishes of staff that were done.
        self.found: dict[str, int] = {}
        self.changed: Counter[str] = Counter()
        self.measured = 0
        self.config = folder / "pressbot.toml"
        self._app: App | None = None
        self.write("auto")
        key = new_key()
        (folder / "key").write_text(key, encoding="ascii")
        self.secrets.add("the key", key)
        self.secrets.known |= {
            value: name
            for name, value in vars(accounts).items()
            if name.endswith(("TOKEN", "SECRET", "_KEY", "BEARER"))
        }

    def write(self, form: str) -> None:
        """The configuration with that form of posts."""
        text = _CONFIG.format(
            host=HOST, form=form, facebook=accounts.FACEBOOK_PAGE, linkedin=accounts.LINKEDIN_ORGANISATION,
            vk=accounts.VK_COMMUNITY, ok=accounts.OK_GROUP,
        )  # fmt: skip
        text = text.replace("sqlite:///store.db", f"sqlite:///{self.folder}/store.db")
        self.config.write_text(text, encoding="utf-8")
        self.close()

    @property
    def app(self) -> App:
        """The app on the configuration as it is now."""
        if self._app is None:
            self._app = App(load_settings(self.config), clock=self.clock)
            self._app.open()
        return self._app

    def close(self) -> None:
        """Ends the app; the next question begins another."""
        if self._app is not None:
            self._app.close()
        self._app = None

    def connect(self, name: str) -> None:
        """What a person does at the network's consent page, and the app with what comes of it."""
        answers = ANSWERS[name]
        consent = self.app.begin_consent(name, answers, BACK)
        parts = urlsplit(consent.address or "")
        request = Request("GET", parts.path, f"{parts.query}&answer=accept", {}, b"", f"https://{parts.hostname}")
        answer = self.sandbox.answer(ACCOUNTS[name], request)
        assert isinstance(answer, Response)
        came = answer.headers["Location"]
        self.app.finish_consent(name, answers, consent, came, "a person")
        self.secrets.add(f"{name} verifier", consent.verifier)
        self.secrets.add(f"{name} state", consent.state)
        self.secrets.add(f"{name} code", dict(parse_qsl(urlsplit(came).query))["code"])
        self.keep(name)

    def keep(self, name: str) -> None:
        """Remembers what is sealed now, in clear."""
        grant = self.app.store.credentials.load(name)
        for secret, value in (grant.secrets if grant else {}).items():
            if secret not in {"app_id", "client_id", "application_id", "device_id"}:
                self.secrets.add(f"sealed {name} {secret}", value.get_secret_value())

    def token(self, name: str) -> str:
        """The connected token that posts."""
        grant = self.app.store.credentials.load(name)
        assert grant is not None
        names = ("token", "access_token", "user_token")
        return next(grant.secrets[n].get_secret_value() for n in names if n in grant.secrets)

    def turn(self) -> None:
        """One turn of a daemon, tokens tended."""
        self.app.keeper.tend()
        self.told += run_once(self.app, lambda _: None, sleep=self.clock.nap).faults
        for name in ACCOUNTS:
            self.keep(name)

    def let_go(self) -> None:
        """A day later a person lets everything go on that waits for one, and it is sent."""
        self.clock.forward(hours=25)
        self.app.keeper.tend()
        for name in ACCOUNTS:
            self.app.resume(name, "a person")
        for state in (State.HELD, State.REJECTED):
            for row in self.app.posts(state, None, None):
                # Who is told that a post may be out looks at the wall.
                is_out = any(post.text == row.post.text for post in self.sandbox.wall(row.network))
                target = State.UNCONFIRMED if is_out else State.SCHEDULED
                self.app.act(row.id, target, "a person", "looked for" if is_out else "mended")
        turn = Turn()
        _send_all(self.app, turn, lambda _: None, self.clock.nap)
        self.told += turn.faults

    def until_all_is_out(self, most: int = 15) -> None:
        """People mend until every article stands everywhere."""
        for _ in range(most):
            if not self.missing():
                return
            self.let_go()
        raise AssertionError(f"still missing: {self.missing()}")

    def missing(self) -> dict[str, int]:
        """Network → how many articles have not been sent there."""
        sent = Counter(row.network for row in self.app.posts(State.PUBLISHED, None, None))
        return {n: gap for n in ACCOUNTS.values() if (gap := len(self.newsroom.listed) - sent[n])}

    def fail(self, network: str, code: str, operation: str = "publish") -> None:
        """The next such call meets that line of the network's table."""
        self.sandbox.faults.add(network, "error", operation, code=code)

    def command(self, *words: str) -> str:
        """What a command prints, its errors too."""
        done = CliRunner().invoke(cli, [*words, "--config", str(self.config)])
        assert not done.exception or isinstance(done.exception, SystemExit), done.exception
        return done.output


@contextmanager
def living(folder: Path, seed: int) -> Iterator[Life]:
    """A life with its proxy and everything that listens; all is put back afterwards."""
    with pytest.MonkeyPatch.context() as patch:
        life = Life(folder, seed)
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(folder / "ca.pem"))
        for name in ("HTTP_PROXY", "http_proxy", "https_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"):
            patch.delenv(name, raising=False)
        patch.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))
        patch.setenv("REQUESTS_CA_BUNDLE", str(folder / "ca.pem"))
        patch.setenv("LIFE_HOOK", f"json://user:{_HOOK}@{life.hook.place}/{_HOOK}")
        for name in ("CONSUMER_KEY", "CONSUMER_SECRET", "ACCESS_TOKEN", "ACCESS_TOKEN_SECRET", "BEARER_TOKEN"):
            patch.setenv(f"LIFE_X_{name}", getattr(accounts, f"X_{name}"))
        for network in ACCOUNTS.values():
            _never_waits(patch, network)
        patch.setattr("bot.commands.shared.App", functools.partial(App, clock=life.clock))
        sites = {HOST: life.newsroom}
        with proxy(life.sandbox, authority, life.seen, sites=sites, overheard=life.secrets.add_request) as address:
            patch.setenv("HTTPS_PROXY", address)
            with _listening(life.log):
                try:
                    yield life
                finally:
                    life.close()
                    life.hook.server.shutdown()
                    life.hook.server.server_close()
        life.sandbox.close()


def _never_waits(patch: pytest.MonkeyPatch, network: str) -> None:
    """Paces between calls are kept in the tests of each network: here they would only cost minutes."""
    known = REGISTRY[network]
    if network != "x":
        factory = functools.partial(known.factory, sleep=lambda _s: None)
        patch.setitem(REGISTRY, network, replace(known, factory=factory))  # type: ignore[arg-type]


@contextmanager
def _listening(log: io.StringIO) -> Iterator[None]:
    """Everything that is logged, at its most talkative, goes to `log`."""
    with redirect_stderr(log):
        logs.configure(level="debug", as_json=True)
    handler = logging.StreamHandler(log)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        logs.configure(level="error", as_json=False)
