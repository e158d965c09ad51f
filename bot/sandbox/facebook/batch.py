"""Many calls in one: at most 50, answered in order, each counted as one call; an element may come back empty.

Switch "batch_nulls": so many of the last elements of the next batch time out and come back as null.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from bot.sandbox.facebook import errors, tokens
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import World, fields

MAX_CALLS = 50


def answer(world: World, request: Request, one: Callable[[Request], Response]) -> Response:
    """The answer to a batch; `one` answers a single call."""
    asked = fields(request)
    try:
        calls = json.loads(asked["batch"])
        parsed = [_inner(request, call) for call in calls]
    except (ValueError, TypeError, KeyError, AttributeError):
        world.violation("facebook", "a batch that is no list of {method, relative_url}")
        return errors.error("100", "(#100) param batch must be an array of calls")
    if not 1 <= len(calls) <= MAX_CALLS:
        world.violation("facebook", f"{len(calls)} calls in a batch")
        return errors.error("100", f"(#100) Too many requests in batch message. Maximum batch size is {MAX_CALLS}")
    with_headers = asked.get("include_headers", "true").lower() != "false"
    answers: list[dict[str, Any] | None] = [_element(one(inner), with_headers) for inner in parsed]
    nulls = int(world.switches.get("facebook", "batch_nulls", 0))
    if nulls:
        world.switches.set("facebook", "batch_nulls", 0)
        answers[-nulls:] = [None] * min(nulls, len(answers))
    return json_response(answers)


def _inner(request: Request, call: dict[str, str]) -> Request:
    version = request.path.split("/")[1]
    address, _, query = call["relative_url"].lstrip("/").partition("?")
    headers = {"authorization": f"Bearer {tokens.given(request)}"}
    if "body" in call:
        headers["content-type"] = "application/x-www-form-urlencoded"
    path = f"/{version}/{address.removeprefix(f'{version}/')}"
    return Request(call["method"], path, query, headers, call.get("body", "").encode(), request.base_url)


def _element(response: Response, with_headers: bool) -> dict[str, Any]:
    element: dict[str, Any] = {"code": response.status, "body": response.body.decode()}
    if with_headers:
        element["headers"] = [{"name": name, "value": value} for name, value in response.headers.items()]
    return element
