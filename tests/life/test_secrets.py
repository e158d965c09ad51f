"""The search for secrets finds what leaks: a search that found nothing anywhere would prove nothing."""

from __future__ import annotations

import base64
import gzip
import io
import sqlite3
import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest

from bot.sandbox.wire import Request
from tests.life.secrets import Secrets

SECRET = "EAAB/sandbox+Token_of~1.page=="
BASIC = base64.b64encode(b"client:" + SECRET.encode()).decode()


def zipped(text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sheet1.xml", text)
    return out.getvalue()


@pytest.mark.parametrize(
    "leak",
    [
        f'{{"event": "call", "url": "https://example.org/?access_token={SECRET}"}}',
        f"GET /x?access_token={quote(SECRET, safe='')}&v=1",
        f"redirect={quote(quote(SECRET, safe=''), safe='')}",
        f"Authorization: Basic {BASIC}",
        f"x{base64.b64encode(b'a' + SECRET.encode()).decode()}",
        base64.urlsafe_b64encode(b"ab" + SECRET.encode()).decode(),
        SECRET.encode().hex(),
        SECRET[::-1],
        f"«{SECRET}»",
        gzip.compress(f"backup {SECRET}".encode(), mtime=0),
        zipped(f"<v>{SECRET}</v>"),
        b"\x00\x01" + SECRET.encode() + b"\xff",
    ],
)
def test_a_leak_is_found_in_every_writing(leak: str | bytes) -> None:
    secrets = Secrets({"the token": SECRET})
    assert secrets.found({"a log": leak, "another": "nothing of it"}) == ["the token in a log"]
    assert secrets.found({"a log": "https://example.org/?access_token=…", "empty": ""}) == []


def test_a_leak_is_found_in_a_store(tmp_path: Path) -> None:
    store = sqlite3.connect(tmp_path / "store.db")
    store.execute("PRAGMA journal_mode=WAL")
    store.execute("CREATE TABLE journal (reason TEXT)")
    store.execute("INSERT INTO journal VALUES (?)", (f"refused: {SECRET}",))
    store.commit()
    places = {path.name: path.read_bytes() for path in tmp_path.glob("store.db*")}
    assert Secrets({"the token": SECRET}).found(places) == ["the token in store.db-wal"]
    store.close()


def test_what_a_request_proves_itself_with_is_a_secret_from_then_on() -> None:
    secrets = Secrets()
    oauth = 'OAuth oauth_nonce="123456789", oauth_token="7700-token", oauth_signature="a%2Bb%3Dcdefgh"'
    form = {"content-type": "application/x-www-form-urlencoded"}
    for request in (
        Request("GET", "/a", "code=a-code-of-ours&v=5.199", {"authorization": "Bearer AQbearer-1"}, b"", ""),
        Request("POST", "/b", "", {"authorization": oauth}, b'{"text": "access_token=public"}', ""),
        Request("POST", "/c", "", form, b"access_token=vk1.a.of-ours&message=published+words", ""),
    ):
        secrets.add_request("host", request)
    assert set(secrets.known) == {"AQbearer-1", "a-code-of-ours", "7700-token", "a+b=cdefgh", "vk1.a.of-ours"}


def test_what_could_never_be_found_is_refused() -> None:
    with pytest.raises(ValueError, match="would never be found"):
        Secrets({"a sentence": "two words of it"})
