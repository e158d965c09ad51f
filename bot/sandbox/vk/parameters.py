"""The parameters of a VK call, judged by the official schema where it lies beside the project.

Source: fact sheet, section 2; vk-schema.json with its overlays, 2026-11-23.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from bot.sandbox import accounts
from bot.sandbox.schemas import schema
from bot.sandbox.vk.errors import Refused, missing
from bot.sandbox.wire import Request

OWNER = f"-{accounts.VK_COMMUNITY}"
#: What every method takes.
_COMMON = {"v", "lang", "https", "test_mode", "captcha_sid", "captcha_key", "success_token"}
_OLDEST = 131


@cache
def _known(method: str) -> dict[str, Any] | None:
    whole = schema("vk-schema.json")
    if whole is None:
        return None
    found = next((entry for entry in whole["methods"] if entry["name"] == method), None)
    if found is None:
        return None
    more = whole["overlays"]["methods"].get(method, {}).get("add_parameters", [])
    return {entry["name"]: entry for entry in [*found.get("parameters", []), *more]}


def check_envelope(request: Request, given: Mapping[str, str], say: Callable[[str], None]) -> None:
    """Judges how the call came. Raises Refused; lesser sins are only said."""
    if request.headers.get("content-type", "").startswith("application/json"):
        say("bodies are form-urlencoded or multipart, not JSON")
        raise Refused(8, "Invalid request: content type is not supported")
    if "access_token" in request.query():
        say("a token stands in the address")
    if request.method == "GET" and len(request.raw_query) > 2048:
        say("more than 2 KB went out by GET")
    if not re.fullmatch(r"5\.\d+", given.get("v", "")) or int(given["v"].split(".")[1]) < _OLDEST:
        say("v is missing or too old")
        raise Refused(8, "Invalid request: v is required")


def check(method: str, given: Mapping[str, str], say: Callable[[str], None]) -> None:
    """Judges names and forms. Raises Refused (100) for a value of the wrong form; unknown names are only said."""
    for name, value in given.items():
        if value in {"True", "False"} or (value in {"true", "false"} and name not in {"message", "title"}):
            say(f"{method}: {name} was sent as the word {value}, not as 1 or 0")
            raise missing(f"{name} should be boolean")
    known = _known(method)
    if known is None or method == "execute":
        return
    for name in given:
        if name not in known and name not in _COMMON:
            say(f"{method} takes no {name}")
    for name, entry in known.items():
        value = given.get(name, "")
        if not value:
            if entry.get("required"):
                say(f"{method} needs {name}")
                raise missing(f"{name} is undefined")
        elif not _fits(entry.get("type"), value) or (value.startswith("-") and entry.get("minimum") == 0):
            say(f"{method}: {name} has the wrong form")
            raise missing(f"{name} is invalid")


def _fits(kind: object, value: str) -> bool:
    if kind == "integer":
        return re.fullmatch(r"-?\d+", value) is not None
    if kind == "number":
        return re.fullmatch(r"-?\d+(?:\.\d+)?", value) is not None
    return value in {"0", "1"} if kind == "boolean" else True


def check_owner(given: Mapping[str, str], say: Callable[[str], None]) -> None:
    """Raises Refused unless the wall is the community's, told by its negative id."""
    if given.get("owner_id") != OWNER:
        say("owner_id is not the community's negative id")
        raise Refused(15)


def check_group(given: Mapping[str, str], say: Callable[[str], None]) -> None:
    """Raises Refused unless the community is told by its positive id."""
    if given.get("group_id") != accounts.VK_COMMUNITY:
        say("group_id is not the community's positive id")
        raise Refused(15)
