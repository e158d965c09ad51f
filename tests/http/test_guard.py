"""No address from outside leads into the inner network, however it is spelt."""

from __future__ import annotations

import socket
import threading
from urllib.parse import urlsplit

import pytest

from bot.errors import AddressRefused
from bot.http.guard import Guard, literal_address, redacted

PRIVATE = [
    "http://127.0.0.1/", "http://10.1.2.3/", "http://192.168.1.1/", "http://172.16.0.1/", "http://169.254.169.254/latest",
    "http://0.0.0.0/", "http://100.64.0.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:10.0.0.1]/",
    "http://[fe80::1]/", "http://[fc00::1]/", "http://[64:ff9b::a00:1]/", "http://[2002:0a00:0001::]/", "http://2130706433/",
    "http://[fec0::1]/", "http://[::127.0.0.1]/", "http://[64:ff9b:1::a00:1]/", "http://[2001:0:a00:1::]/", "http://[3fff::1]/",
    "http://192.0.0.8/", "http://198.18.0.1/", "http://192.88.99.1/", "http://[ff02::1]/", "http://[::]/", "http://0/",
    "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/", "http://224.0.0.1/", "http://255.255.255.255/", "http://localhost/",
]  # fmt: skip


@pytest.mark.parametrize("url", PRIVATE)
def test_private_addresses_are_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        check_both(Guard(), url)


def check_both(guard: Guard, url: str) -> None:
    """The look before the call, and the one at the moment of connecting."""
    guard.check_url(url)
    guard.resolve((urlsplit(url).hostname or ""), 80)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://x/",
        "//example.org",
        "http://",
        "http://a b/",
        "http://x\r\nHost: y/",
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        Guard().check_url(url)


@pytest.mark.parametrize(
    "url", ["http://localhost/", "http://intranet/", "http://db.internal/", "http://printer.local/", "http://10.0.0.1/"]
)
def test_behind_a_proxy_local_names_and_literal_addresses_are_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        Guard().check_url(url, behind_proxy=True)


def test_behind_a_proxy_the_rest_is_left_to_it() -> None:
    Guard().check_url("https://mission.example.org/ru", behind_proxy=True)


def test_a_name_with_one_private_answer_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: answers)
    with pytest.raises(AddressRefused, match="allow_private"):
        Guard().resolve("rebind.example.org", 80)
    assert Guard(["10.0.0.0/8"]).resolve("rebind.example.org", 80) == ["93.184.216.34", "10.0.0.1"]
    assert Guard(["rebind.example.org"]).resolve("rebind.example.org", 80)
    assert Guard(["rebind.example.org:80"]).resolve("rebind.example.org", 80)
    with pytest.raises(AddressRefused):
        Guard(["rebind.example.org:8080"]).resolve("rebind.example.org", 80)


@pytest.mark.parametrize(
    ("host", "is_literal"), [("1.2.3.4", True), ("0x1.2", True), ("example.org", False), ("1.2.3.4.5", False)]
)
def test_literals(host: str, is_literal: bool) -> None:
    assert (literal_address(host) is not None) is is_literal


@pytest.mark.parametrize(
    ("url", "hidden"),
    [
        ("https://user:hush@example.org/x", "hush"),
        ("https://example.org/?access_token=hush&a=1", "hush"),
        ("https://example.org/?sig=hush", "hush"),
        ("https://example.org/?client_secret=hush#hush", "hush"),
        ("https://example.org/?a=1;token=hush", "hush"),
        ("https://example.org/?TOKEN=hush", "hush"),
        ("https://example.org/?access%5Ftoken=hush", "hush"),
        ("https://example.org/?token[]=hush", "hush"),
        ("https://user:hu/sh@example.org/", "sh@"),
        ("https://example.org:x/?token=hush", "hush"),
    ],
)
def test_secrets_in_addresses_are_never_shown(url: str, hidden: str) -> None:
    assert hidden not in redacted(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/ru/news?author=5&keyword=a%20b&monkey_id=3&barcodes=1#",
        "http://example.org:8080/новости?id=5;x=1",
    ],
)
def test_an_address_without_secrets_is_shown_as_it_is(url: str) -> None:
    assert redacted(url) == url.removesuffix("#")


def test_what_is_shown_holds_no_line_breaks_and_ends() -> None:
    shown = redacted("https://example.org/\x1b[31m\u2028" + "x" * 5000)
    assert shown.isprintable()
    assert len(shown) == 300


def test_a_resolver_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    never = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: [str(never.wait(20))][1:])
    try:
        with pytest.raises(TimeoutError):
            Guard().resolve("slow.example.org", 80, 0.05)
    finally:
        never.set()
