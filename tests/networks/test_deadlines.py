"""Whoever wakes too late sends nothing: the clocks jump at every moment of a call, over every kind of transport."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.deadline import Deadline, Leave, TooLate, answer_within_s, require_leave, require_time, under
from bot.errors import OutcomeUnknown, RemoteError, Unavailable
from bot.http import ApiClient
from bot.model.account import Endpoint
from bot.networks.sessions import OneCallSession

BODY = b"x" * 200_000
SECOND = timedelta(seconds=1)


class Listener:
    """Takes connections, keeps what each brings, answers a whole request with 200 and the rest with nothing."""

    def __init__(self, pause_s: float = 0.0) -> None:
        self._pause_s = pause_s
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.brought: list[bytearray] = []
        self._threads: list[threading.Thread] = []
        self._main = threading.Thread(target=self._accept, daemon=True)
        self._main.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self.brought.append(bytearray())
                thread = threading.Thread(target=self._serve, args=(connection, self.brought[-1]), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket, brought: bytearray) -> None:
        with connection, suppress(OSError):
            while piece := connection.recv(65536):
                brought += piece
                if brought.endswith(BODY):
                    time.sleep(self._pause_s)
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
                    return

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._main.join(5)
        for thread in self._threads:
            thread.join(5)


Sends = Callable[[Listener], object]


def by_httpx(listener: Listener) -> object:
    client = ApiClient(Endpoint(listener.address, read_timeout=timedelta(seconds=2)))
    try:
        return client.call("POST", "post", writes=True, content=BODY)
    finally:
        client.close()


def by_requests(listener: Listener) -> object:
    session = OneCallSession(Endpoint(listener.address, read_timeout=timedelta(seconds=2)), [])
    try:
        with session.visible_write():
            return session.post(f"{listener.address}/post", data=BODY)
    finally:
        session.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


def jumping(after: int) -> Callable[[], float]:
    """A clock that jumps by an hour after so many looks at it, as after a sleep."""
    looks = iter(range(1000))
    return lambda: 0.0 if next(looks) < after else 3600.0


@pytest.mark.parametrize("send", [by_httpx, by_requests])
def test_wherever_it_slept_what_is_called_not_sent_was_not_sent(send: Sends) -> None:
    outcomes = []
    for looks in range(1, 12):
        listener = Listener()
        leave = Leave(Deadline(SECOND, [jumping(looks)]), Deadline(timedelta(minutes=1)))
        try:
            with under(leave):
                send(listener)
            outcome = "sent"
        except Unavailable:
            outcome = "not sent"
        except OutcomeUnknown:
            outcome = "unknown"
        listener.close()
        whole = any(brought.endswith(BODY) for brought in listener.brought)
        if outcome == "not sent":
            assert not any(listener.brought)
        assert whole is (outcome == "sent")
        outcomes.append(outcome)
    # Before the connection, after it, between the pieces, and never: each was met, in this order.
    assert outcomes == sorted(outcomes, key=["not sent", "unknown", "sent"].index)
    assert outcomes.count("not sent") >= 3
    assert {"unknown", "sent"} < set(outcomes)


@pytest.mark.parametrize("send", [by_httpx, by_requests])
def test_a_worker_that_lost_its_lane_makes_no_visible_call(send: Sends, listener: Listener) -> None:
    leave = Leave(Deadline(SECOND), Deadline(SECOND), barred=lambda: "the lane was taken over")
    with under(leave), pytest.raises(Unavailable, match="taken over"):
        send(listener)
    listener.close()
    assert listener.brought == []


@pytest.mark.parametrize("send", [by_httpx, by_requests])
def test_no_answer_is_waited_for_beyond_the_lease(send: Sends) -> None:
    listener = Listener(pause_s=1.5)
    begun = time.monotonic()
    with under(Leave(Deadline(SECOND), Deadline(0.3 * SECOND))), pytest.raises(RemoteError) as caught:
        send(listener)
    assert time.monotonic() - begun < 1.4
    assert type(caught.value) is OutcomeUnknown
    listener.close()


def test_a_deadline_is_past_as_soon_as_one_clock_says_so() -> None:
    now = [0.0, 1e9]
    deadline = Deadline(10 * SECOND, [lambda: now[0], lambda: now[1]])
    assert deadline.left_s() == 10
    now[1] += 20
    assert deadline.left_s() == -10
    now[1] -= 3600  # set back: the other one still counts
    now[0] += 11
    assert deadline.left_s() == -1


def test_outside_of_a_lease_nothing_is_bounded_and_inside_everything_is() -> None:
    require_leave(visible=True)
    require_time()
    assert answer_within_s(70.0) == 70.0
    with under(Leave(Deadline(-SECOND), Deadline(5 * SECOND))):
        assert 4 < answer_within_s(70.0) <= 5
        with pytest.raises(TooLate):
            require_time()
    require_time()
