"""The configuration file: every problem at once, each with its mend, no secret repeated."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.app import known_networks, load_settings
from bot.errors import ConfigurationError
from bot.model.account import CardColours
from bot.networks.registry import REGISTRY
from bot.settings import load
from bot.settings_schema import (
    AccountKeys,
    AlertKeys,
    DeliveryKeys,
    EngagementKeys,
    MainKeys,
    NetworkKeys,
    SandboxKeys,
    SourceKeys,
)

ROOT = Path(__file__).parents[2]
GOOD = """
[pressbot]
timezone = "Asia/Bishkek"
[[sources]]
name = "news"
url = "https://mission.example.org/rss"
every = "1h30m"
first_run = "newest:3"
[accounts.fb]
network = "facebook"
id = 1234567890
token = "env:FB"
min_gap = "10m"
quiet_hours = "23:00-07:00"
languages = ["ru"]
"""


def loaded(text: str, tmp_path: Path, **environment: str):  # type: ignore[no-untyped-def]
    path = tmp_path / "pressbot.toml"
    path.write_text(text, encoding="utf-8")
    names = known_networks()
    return load(path, names, environment=environment)


def problems(text: str, tmp_path: Path, **environment: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        loaded(text, tmp_path, **environment)
    return str(caught.value)


def test_a_good_file(tmp_path: Path) -> None:
    settings = loaded(GOOD, tmp_path, FB="hush")
    account = settings.accounts["fb"]
    assert (account.id, account.secret("token"), account.min_gap) == ("1234567890", "hush", timedelta(minutes=10))
    assert account.quiet_hours is not None
    assert account.quiet_hours.start == time(23)
    (source,) = settings.sources
    assert (source.every, source.first_run.newest) == (timedelta(minutes=90), 3)
    assert settings.store_url == f"sqlite:///{tmp_path}/var/pressbot.db"
    assert "hush" not in repr(settings)


def test_the_delivered_file_is_good_and_leads_to_the_sandbox() -> None:
    settings = load_settings(ROOT / "config" / "pressbot.toml")
    assert settings.all_local
    assert set(settings.accounts) == {"fb", "li", "x", "vk", "ok"}
    assert settings.store_url == f"sqlite:///{ROOT}/var/pressbot.db"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("id = 1234567890", "", ["accounts.fb.id", "is missing"]),
        ("min_gap", "min_gaps", ["accounts.fb.min_gaps"]),
        ('timezone = "Asia/Bishkek"', 'timezone = "Asia/Biskek"', ["pressbot.timezone", "no time zone"]),
        ('timezone = "Asia/Bishkek"', 'timezon = "UTC"', ["timezon", "unknown key", "did you mean timezone?"]),
        ('every = "1h30m"', 'every = "soon"', ["sources[news].every", "write"]),
        ('every = "1h30m"', "evry = 5", ["sources[news].evry", "did you mean every?"]),
        ('first_run = "newest:3"', 'first_run = "all"', ["first_run", "newest:3"]),
        ('url = "https://mission.example.org/rss"', 'url = "mission"', ["sources[news].url", "https://"]),
        ('network = "facebook"', 'network = "facebok"', ["did you mean facebook?"]),
        ('token = "env:FB"', 'token = "EAAB123secret"', ["accounts.fb.token", "stands in the file itself"]),
        ('token = "env:FB"', 'token = "env:MISSING"', ["the environment has no MISSING", "export MISSING"]),
        ('token = "env:FB"', 'token = "file:/no/such/file"', ["/no/such/file", "put the secret there"]),
        ('token = "env:FB"', 'token = "sandbox:x"', ["not local"]),
        ('quiet_hours = "23:00-07:00"', 'quiet_hours = "night"', ["quiet_hours", "23:00-07:00"]),
        ("languages", 'daily_limit = -1\nlanguages', ["daily_limit"]),
        ("[accounts.fb]", '[networks.faceboook]\n[accounts.fb]', ["networks.faceboook", "did you mean facebook?"]),
        ("[accounts.fb]", '[networks.x.numbers]\ncost_per_pst = 1\n[accounts.fb]', ["networks.x.numbers.cost_per_pst", "did you mean cost_per_post?"]),
        ("[accounts.fb]", '[networks.vk.options]\nfast = "yes"\n[accounts.fb]', ["networks.vk.options.fast", "unknown key"]),
    ],
)  # fmt: skip
def test_each_mistake_is_named_with_its_mend(old: str, new: str, told: list[str], tmp_path: Path) -> None:
    assert old in GOOD
    shown = problems(GOOD.replace(old, new), tmp_path, FB="hush")
    assert [words for words in told if words not in shown] == []
    assert "EAAB123secret" not in shown


def test_an_account_may_be_configured_before_it_is_connected(tmp_path: Path) -> None:
    assert loaded(GOOD.replace('token = "env:FB"', ""), tmp_path).accounts["fb"].credentials == {}


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("1h30m", "soon").replace("newest:3", "x").replace("23:00-07:00", "y")
    assert len(problems(text, tmp_path, FB="x").splitlines()) == 3


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"[pressbot\n", "is not TOML"), ("store = 'ы'".encode("cp1251"), "is not UTF-8"), (None, "no such file")],
)
def test_a_file_that_cannot_be_read(content: bytes | None, told: str, tmp_path: Path) -> None:
    path = tmp_path / "pressbot.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=told):
        load(path, {})


def test_every_key_is_documented() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    models = (MainKeys, SourceKeys, AccountKeys, NetworkKeys, DeliveryKeys, EngagementKeys, AlertKeys, SandboxKeys)
    missing = [f"{model.__name__}.{key}" for model in models for key in model.model_fields if f"`{key}`" not in text]
    assert missing == []
    secrets = {
        name for registration in REGISTRY.values() for group in registration.credentials.any_of for name in group
    }
    assert [name for name in secrets if f"`{name}`" not in text] == []


CARD = GOOD + 'card = true\ncard_colour = "#FFF"\ncard_background = "#7a1f2b"\n'


def test_title_cards_have_their_colours(tmp_path: Path) -> None:
    account = loaded(CARD, tmp_path, FB="hush").accounts["fb"]
    assert account.card == CardColours("#ffffff", "#7a1f2b")
    assert loaded(GOOD, tmp_path, FB="hush").accounts["fb"].card is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"#FFF"', '"white"', "accounts.fb.card_colour: 'white' is no colour"),
        ('"#FFF"', '"#8a2f3b"', "accounts.fb: nobody can read card_colour #8a2f3b on card_background #7a1f2b"),
        ("card_colour", "card_color", "accounts.fb.card_color: is no key of facebook"),
        ('zone = "Asia', 'zone = "Asia/Bishkek"\ncard_font = "no.ttf"\nuser_agent = "', "pressbot.card_font: there is no file"),
    ],
)  # fmt: skip
def test_a_card_nobody_could_read_is_refused(old: str, new: str, told: str, tmp_path: Path) -> None:
    assert told in problems(CARD.replace(old, new), tmp_path, FB="hush")


@pytest.mark.parametrize(
    ("written", "days", "hours"),
    [
        ("Mon-Fri 09:00-18:00", {0, 1, 2, 3, 4}, ("09:00", "18:00")),
        ("sat, Sunday 9:00 – 24:00", {5, 6}, ("09:00", "00:00")),
        ("Fri-Mon 22:00-02:00", {4, 5, 6, 0}, ("22:00", "02:00")),
        ("Wed 00:00-24:00", {2}, ("00:00", "00:00")),
        ("10:00-12:00", set(range(7)), ("10:00", "12:00")),
    ],
)
def test_posting_windows(tmp_path: Path, written: str, days: set[int], hours: tuple[str, str]) -> None:
    text = GOOD.replace('min_gap = "10m"', f'posting_windows = ["{written}"]')
    (window,) = loaded(text, tmp_path, FB="x").accounts["fb"].posting_windows
    assert (window.days, window.start, window.end) == (days, *(time.fromisoformat(hour) for hour in hours))


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('posting_windows = ["Mon-Fri"]', "no posting window"),
        ('posting_windows = ["Mo-Fr 09:00-18:00"]', "no day"),
        ('posting_windows = ["Mon 09:00-25:00"]', "no such time"),
        ('posting_windows = ["23:30-06:30"]', "leave nothing"),
        ('priority_passes = ["daily_limit"]', "min_gap"),
        ("monthly_limit = -1", "monthly_limit"),
    ],
)
def test_limits_that_cannot_be(tmp_path: Path, written: str, told: str) -> None:
    found = problems(GOOD.replace('min_gap = "10m"', written), tmp_path, FB="x")
    assert "accounts.fb" in found
    assert told in found
