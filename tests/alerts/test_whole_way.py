"""From a stopped account to a real webhook by Apprise, and to a monitor; and that no secret shows anywhere."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import SecretStr
from sqlalchemy import text

from bot import logs
from bot.app import App, load_settings
from bot.cli import cli
from bot.errors import ConfigurationError
from bot.herald.courier import Courier
from bot.herald.monitor import Monitor
from bot.model.alert import Channel, Message, Severity
from bot.store.tables import metadata
from tests.conftest import FakeClock

# Apprise's plugins use a module that Python 3.13 has no more; they bring their own where it is gone.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

SECRET = "s3cr3t-of-the-hook"
MESSAGE = Message("held", Severity.WARNING, "Заголовок", "Тело «с кавычками»")
CONFIG = """
[pressbot]
timezone = "Asia/Bishkek"
public_url = "https://press.example.org"
[accounts.fb]
network = "facebook"
id = "1"
[alerts]
urls = ["env:HOOK"]
gather = "0s"
ping_url = "env:PING"
"""


class Hook:
    """A web server that notes what it is asked and answers as it is told."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bytes]] = []
        self.status = 200
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def _note(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                hook.asked.append((f"{self.command} {self.path}", self.rfile.read(length)))
                self.send_response(hook.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST = _note

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.place = f"127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def messages(self) -> list[dict[str, str]]:
        """What Apprise brought."""
        return [json.loads(body) for way, body in self.asked if way.startswith("POST")]


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def config(hook: Hook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOOK", f"json://user:{SECRET}@{hook.place}/{SECRET}")
    monkeypatch.setenv("PING", f"http://{hook.place}/ping/{SECRET}")
    path = tmp_path / "pressbot.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


def opened(config: Path, clock: FakeClock) -> App:
    app = App(load_settings(config), clock=clock)
    app.open()
    return app


def test_from_a_stopped_account_to_a_webhook_and_back(config: Path, hook: Hook, clock: FakeClock) -> None:
    logs.configure(level="error", as_json=True)
    app = opened(config, clock)
    assert app.pulse.beat(None)
    app.store.lanes.pause("fb", "the token was revoked", "daemon", clock())
    assert app.alerts.tick() == 1
    app.close()
    app = opened(config, clock)  # a restart
    clock.advance(minutes=1)
    assert app.alerts.tick() == 0
    assert [alert.condition.subject for alert in app.today().alerts] == ["account fb"]
    app.resume("fb", "me")
    clock.advance(minutes=1)
    app.alerts.tick()
    clock.advance(minutes=1)
    assert app.alerts.tick() == 1
    app.close()
    assert [message["title"] for message in hook.messages()] == [
        "pressbot: CRITICAL: an account has stopped",
        "pressbot: over: an account has stopped",
    ]
    told = hook.messages()[0]["message"]
    assert "fb (facebook) has stopped: the token was revoked" in told
    assert "pressbot accounts resume fb" in told
    assert told.endswith("https://press.example.org")
    assert hook.asked[0][0] == f"GET /ping/{SECRET}"


def test_no_secret_in_logs_errors_or_the_store(
    config: Path, hook: Hook, clock: FakeClock, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    logs.configure(level="debug", as_json=True)
    caplog.set_level(logging.DEBUG)
    hook.status = 401
    app = opened(config, clock)
    assert not app.pulse.beat(None)
    app.store.lanes.pause("fb", "stopped", "daemon", clock())
    app.alerts.tick()
    hook.server.shutdown()
    hook.server.server_close()
    clock.advance(minutes=5)
    app.alerts.tick()
    app.pulse.beat(None)
    (stuck,) = app.today().undelivered
    assert (stuck.channel, stuck.tries) == ("env:HOOK", 2)
    rows = []
    with app.store.database.reading() as connection:
        for table in metadata.tables:
            rows += [str(row) for row in connection.execute(text(f"SELECT * FROM {table}"))]
    shown = [*rows, repr(app.settings), repr(app.settings.alerts.channels), str(app.alerts.undelivered()), caplog.text]
    app.close()
    captured = capfd.readouterr()
    shown += [captured.out, captured.err]
    assert "alert not delivered" in captured.err
    assert [text for text in shown if SECRET in text] == []


@pytest.mark.parametrize(
    ("status", "told"),
    [(200, None), (401, "401 (its token or password is refused)"), (404, "404"), (500, "it answered 500")],
)
def test_what_a_channel_answers_is_told_in_our_own_words(status: int, told: str | None, hook: Hook) -> None:
    hook.status = status
    courier = Courier([Channel("env:HOOK", SecretStr(f"json://user:{SECRET}@{hook.place}/{SECRET}"))])
    fault = courier.carry("env:HOOK", MESSAGE)
    assert (fault is None) == (told is None)
    assert told is None or (fault is not None and told in fault and SECRET not in fault)
    brought = hook.messages()[0]
    assert (brought["title"], brought["message"], brought["type"]) == (MESSAGE.title, MESSAGE.body, "warning")


def test_an_address_that_apprise_does_not_know_is_told_without_it() -> None:
    courier = Courier(
        [
            Channel("env:A", SecretStr(f"nonsense://{SECRET}")),
            Channel("env:B", SecretStr(f"tgram://{SECRET}")),
            Channel("env:C", SecretStr("json://localhost")),
        ]
    )
    assert set(courier.faults()) == {"env:A", "env:B"}
    assert SECRET not in str(courier.faults())
    assert courier.carry("env:A", MESSAGE) == courier.faults()["env:A"]


def test_a_monitor_that_does_not_hear_is_told_without_its_address(hook: Hook) -> None:
    monitor = Monitor(SecretStr(f"http://{hook.place}/{SECRET}"), "POST")
    assert monitor.knock() is None
    hook.status = 503
    assert monitor.knock() == "127.0.0.1 answered 503"
    monitor.close()
    assert [way for way, _ in hook.asked] == [f"POST /{SECRET}"] * 2
    for address in (f"http://127.0.0.1:1/{SECRET}", f"http://127.0.0.1:1/{SECRET}\n"):
        gone = Monitor(SecretStr(address))
        assert gone.knock() == "no answer from 127.0.0.1 (Unavailable)"
        gone.close()


def run(config: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, [*arguments, "--config", str(config)])
    return result.exit_code, result.output


def test_the_commands(config: Path, hook: Hook, clock: FakeClock) -> None:
    assert run(config, "alerts") == (0, "nothing is wrong\n")
    app = App(load_settings(config))
    app.open()
    app.store.lanes.pause("fb", "the token was revoked", "daemon", app.clock())
    app.alerts.tick()
    app.close()
    code, told = run(config, "alerts")
    assert code == 0
    assert "critical account stopped" in told
    assert "→ pressbot accounts check; once mended pressbot accounts resume fb" in told
    code, listed = run(config, "alerts", "--json")
    (alert,) = json.loads(listed)["alerts"]
    assert (alert["kind"], alert["about"], alert["severity"]) == ("account stopped", "account fb", "critical")
    with_config = ["alerts", "--config", str(config)]
    done = CliRunner().invoke(cli, [*with_config, "acknowledge", str(alert["id"])])
    assert (done.exit_code, done.output) == (0, "1 alerts acknowledged\n")
    assert CliRunner().invoke(cli, [*with_config, "acknowledge"]).exit_code == 2
    tested = CliRunner().invoke(cli, [*with_config, "test"])
    assert (tested.exit_code, tested.output) == (0, "env:HOOK: sent\n")
    hook.status = 404
    assert CliRunner().invoke(cli, [*with_config, "test"]).exit_code == 1
    assert [message["title"] for message in hook.messages()][1:] == ["pressbot: test"] * 2


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('["env:HOOK"]', f'["json://{SECRET}"]', ["alerts.urls[1]", "stands in the file itself"]),
        ('["env:HOOK"]', '["env:GONE"]', ["alerts.urls[1]", "the environment has no GONE"]),
        ('["env:HOOK"]', '["env:PLAIN"]', ["alerts.urls[1]", "no Apprise address"]),
        ('ping_url = "env:PING"', 'ping_url = "env:PLAIN"', ["alerts.ping_url", "begins with https://"]),
        ('gather = "0s"', 'gathr = "0s"', ["did you mean gather?"]),
        ('gather = "0s"', "budget_share = 80", ["alerts.budget_share"]),
    ],
)
def test_each_mistake_of_the_section_is_named(
    old: str, new: str, told: list[str], config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAIN", SECRET)
    config.write_text(CONFIG.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_settings(config)
    assert [words for words in told if words not in str(caught.value)] == []
    assert SECRET not in str(caught.value)


def test_a_file_may_hold_several_addresses(config: Path, tmp_path: Path) -> None:
    (tmp_path / "hooks").write_text("# mail\njson://one\n\njson://two\n", encoding="utf-8")
    written = CONFIG.replace('["env:HOOK"]', '["env:HOOK"]\nurgent_urls = ["file:hooks"]')
    config.write_text(written, encoding="utf-8")
    channels = load_settings(config).alerts.channels
    assert [(channel.name, channel.urgent_only) for channel in channels] == [
        ("env:HOOK", False), ("file:hooks (1)", True), ("file:hooks (2)", True),
    ]  # fmt: skip
