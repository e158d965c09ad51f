"""What goes over the wire is what httpx would have written; writes in a burst share a connection, and no stale one."""

from __future__ import annotations

import json
import socket
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import OutcomeUnknown, Unavailable
from bot.http import ApiClient, api
from bot.http.request import encoded, taken_apart
from bot.model.account import Endpoint
from tests.http.test_fetcher import hang_up, send, site

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
FORMS = st.dictionaries(WORDS, WORDS, max_size=4)
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
ADDRESSES = st.sampled_from(
    [
        "https://api.example.org/v1/пост?a=б&c=%20d",
        "http://127.0.0.1:8080",
        "https://пример.рф:444/x y",
        "https://u:p@e.org/",
    ]
)


def sent(method: str, address: str, params: dict[str, str] | None, **body: Any) -> httpcore.Request:
    return encoded(method, taken_apart(address, params), {"X-Own": "1"}, {}, **body)


def same(ours: httpcore.Request, theirs: httpx.Request) -> None:
    assert ours.method == theirs.method.encode()
    url = ours.url
    assert (url.scheme, url.host, url.port, url.target) == (
        theirs.url.raw_scheme, theirs.url.raw_host, theirs.url.port, theirs.url.raw_path,
    )  # fmt: skip
    said = {name.decode().lower(): value.decode() for name, value in ours.headers}
    assert {name: said.get(name) for name in theirs.headers} == dict(theirs.headers)
    assert b"".join(ours.stream) == theirs.read()  # type: ignore[arg-type]


@given(
    st.sampled_from(["GET", "POST", "PUT", "DELETE"]), ADDRESSES, st.none() | FORMS,
    st.fixed_dictionaries({}, optional={"form": FORMS, "json": JSONS, "content": st.binary(max_size=9)}),
)  # fmt: skip
def test_a_request_is_the_one_that_httpx_writes(
    method: str, address: str, params: dict[str, str] | None, body: dict[str, Any]
) -> None:
    theirs = {("data" if name == "form" else name): value for name, value in body.items()}
    same(
        sent(method, address, params, **body),
        httpx.Request(method, address, params=params, headers={"X-Own": "1"}, **theirs),
    )


def test_files_go_in_parts_beside_their_form() -> None:
    files = {"file1": ("снимок.jpg", b"\xff\xd8\0", "image/jpeg")}
    ours = sent("POST", "https://e.org/upload", None, form={"caption": "Подпись"}, files=files)
    kind = dict(ours.headers)[b"Content-Type"].decode()
    boundary = kind.partition("boundary=")[2]
    theirs = httpx.Request(
        "POST", "https://e.org/upload", data={"caption": "Подпись"}, files=files, headers={"X-Own": "1", "Content-Type": kind}
    )  # fmt: skip
    assert boundary
    same(ours, theirs)


def test_the_user_in_the_address_signs_and_is_not_in_the_host() -> None:
    headers = dict(sent("GET", "https://user:pass@e.org:8443/x", None).headers)
    assert headers[b"Authorization"] == b"Basic dXNlcjpwYXNz"
    assert headers[b"Host"] == b"e.org:8443"


@pytest.mark.parametrize("what", [float("nan"), {1, 2}])
def test_what_json_cannot_hold_is_a_mistake_of_ours(what: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        sent("POST", "https://e.org/", None, json={"x": what})


def connections(answer: Any) -> tuple[Any, list[Any]]:
    """An answer that notes by which connection each request came."""
    seen: list[Any] = []

    def noting(handler: BaseHTTPRequestHandler) -> None:
        seen.append(handler.client_address)
        answer(handler, len(seen))

    return noting, seen


def test_writes_in_a_burst_share_a_connection_and_later_ones_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    noting, seen = connections(lambda handler, _number: send(handler, json.dumps({}).encode()))
    for within, count in ((timedelta(minutes=1), 1), (timedelta(0), 3)):
        monkeypatch.setattr(api, "_WRITES_AGAIN_WITHIN", within)
        seen.clear()
        with site(noting) as url:
            client = ApiClient(Endpoint(url))
            for _ in range(3):
                client.call("POST", "/x", writes=True, form={"a": "b"})
            client.close()
        assert len(set(seen)) == count


def test_a_connection_that_its_server_closed_is_not_used_again() -> None:
    closed = threading.Event()

    def answer(handler: BaseHTTPRequestHandler, number: int) -> None:
        send(handler, b"{}")
        if number == 1:
            handler.connection.shutdown(socket.SHUT_RDWR)
            hang_up(handler)
            closed.set()

    noting, seen = connections(answer)
    with site(noting) as url:
        client = ApiClient(Endpoint(url))
        assert client.call("POST", "/x", writes=True).status == 200
        assert closed.wait(10)
        assert [client.call("POST", "/x", writes=True).status for _ in range(2)] == [200, 200]
        client.close()
    assert len(seen) == 3
    assert len(set(seen)) == 2


def test_a_write_that_breaks_on_a_used_connection_is_a_question_and_a_read_is_not() -> None:
    noting, seen = connections(lambda handler, number: send(handler, b"{}") if number % 2 else hang_up(handler))
    with site(noting) as url:
        client = ApiClient(Endpoint(url))
        for writes, kind in ((True, OutcomeUnknown), (False, Unavailable)):
            client.call("POST", "/x", writes=writes)
            with pytest.raises(kind):
                client.call("POST", "/x", writes=writes)
        client.close()
    # Each was made once: nothing is tried again by itself.
    assert len(seen) == 4


@pytest.mark.parametrize("more", [b"\n", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nSTALE"])
def test_what_comes_after_an_answer_is_not_the_next_one(more: bytes) -> None:
    noting, seen = connections(
        lambda handler, number: send(handler, b"%d" % number + (more if number == 1 else b""), Content_Length="1")
    )
    with site(noting) as url:
        client = ApiClient(Endpoint(url))
        assert [client.call("POST", "/x", writes=True).body for _ in range(3)] == [b"1", b"2", b"3"]
        client.close()
    assert len(set(seen)) == 2


def test_what_a_caller_says_takes_the_place_of_what_is_said_anyhow() -> None:
    address = taken_apart("https://user:pass@e.org/")
    said = encoded("POST", address, {"authorization": "Bearer t", "Content-Type": "a/b"}, {}, json={}).headers
    assert [value for name, value in said if name.lower() == b"authorization"] == [b"Bearer t"]
    assert [value for name, value in said if name.lower() == b"content-type"] == [b"a/b"]
