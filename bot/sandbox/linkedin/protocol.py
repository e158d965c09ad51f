"""The protocol's own rules: version, Rest.li headers, List(…) written raw with encoded URNs, tunnelled long queries."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote

from bot.sandbox.linkedin import errors
from bot.sandbox.wire import Request, Response
from bot.sandbox.world import World

#: 202511 ended on 2026-11-16; 202612 does not exist yet.
LIVE_VERSIONS = frozenset(f"2026{month:02d}" for month in range(1, 12)) | {"202512"}
QUERY_MAX = 4000
#: Rules that wait until the adapter keeps them; empty = all are in force.
PENDING: frozenset[str] = frozenset()
_NEEDS_METHOD = {"FINDER", "BATCH_GET", "PARTIAL_UPDATE"}


def untunnelled(world: World, request: Request) -> Request | Response:
    """The request that a tunnelled one stands for (POST with X-HTTP-Method-Override, the query as its body)."""
    override = request.headers.get("x-http-method-override")
    if override is None:
        if len(request.raw_query) > QUERY_MAX:
            world.violation("linkedin", f"a query of {len(request.raw_query)} characters without tunnelling")
            return errors.error("414/URI_TOO_LONG")
        return request
    kind = request.headers.get("content-type", "")
    if request.method != "POST" or not kind.startswith("application/x-www-form-urlencoded") or request.raw_query:
        world.violation("linkedin", "a tunnelled query that is no urlencoded body of a POST")
        return errors.error("400/ILLEGAL_ARGUMENT", "Malformed query tunnelling")
    headers = {name: value for name, value in request.headers.items() if name != "x-http-method-override"}
    return replace(request, method=override.upper(), raw_query=request.body.decode(), body=b"", headers=headers)


def headers_fault(world: World, request: Request) -> Response | None:
    """What is wrong with the headers of a /rest call."""
    version = request.headers.get("linkedin-version")
    if version is None:
        world.violation("linkedin", "the LinkedIn-Version header is missing")
        return errors.error("400/VERSION_MISSING")
    if version not in LIVE_VERSIONS or version in world.switches.get("linkedin", "dead_versions", []):
        world.violation("linkedin", f"version {version} is not live")
        return errors.error("426/NONEXISTENT_VERSION", f"Requested version {version} is not active")
    if request.headers.get("x-restli-protocol-version") != "2.0.0":
        world.violation("linkedin", "the X-Restli-Protocol-Version header is not 2.0.0")
        return errors.error("400/ILLEGAL_ARGUMENT", "X-RestLi-Protocol-Version must be 2.0.0")
    if request.method == "POST" and not request.headers.get("content-type", "").startswith("application/json"):
        world.violation("linkedin", "a POST whose body is not declared as JSON")
        return errors.error("415/UNSUPPORTED_MEDIA_TYPE")
    return None


def method_fault(world: World, request: Request, wanted: str) -> Response | None:
    """Whether X-RestLi-Method says what the call is: needed for finders, batches and patches."""
    given = request.headers.get("x-restli-method", "").upper()
    if given == wanted or (not given and wanted not in _NEEDS_METHOD):
        return None
    resource = request.path.removeprefix("/rest/").partition("/")[0]
    if f"{resource}:{wanted}" in PENDING:
        return None
    world.violation("linkedin", f"{request.method} {resource}: X-RestLi-Method is {given or 'missing'}, not {wanted}")
    return errors.error("400/ILLEGAL_ARGUMENT", f"X-RestLi-Method must be {wanted}")


def urn_of(world: World, path: str) -> str | Response:
    """The URN at the end of a path; it must be fully percent-encoded."""
    raw = path.removeprefix("/rest/").partition("/")[2]
    if ":" in raw or "/" in raw or (raw and not re.fullmatch(r"urn:li:\w+:[\w~.-]+", unquote(raw))):
        world.violation("linkedin", "the URN in the path is no percent-encoded URN")
        return errors.error("400/INVALID_URN_ID", "Invalid path")
    return unquote(raw)


def listed(world: World, raw_query: str, name: str, most: int) -> list[str] | Response:
    """The URNs of name=List(…): brackets and commas raw, the URNs inside encoded."""
    found = re.search(rf"(?:^|&){name}=List\(([^()&]*)\)(?:&|$)", raw_query)
    if not found or not found.group(1):
        world.violation("linkedin", f"{name}=List(…) is empty or not written raw")
        return errors.error(
            "400/ILLEGAL_ARGUMENT", f"Array parameter '{name}' value is invalid. Expected format: List(…)"
        )
    parts = found.group(1).split(",")
    if any(":" in part for part in parts):
        world.violation("linkedin", f"URNs inside {name}=List(…) are not encoded")
        return errors.error("400/ILLEGAL_ARGUMENT", f"Parameter '{name}' is invalid")
    urns = [unquote(part) for part in parts]
    if len(urns) > most or len(set(urns)) < len(urns):
        world.violation("linkedin", f"{len(urns)} ids in {name}=List(…), or one of them twice")
        return errors.error("400/INVALID_VALUE_FOR_FIELD", f"{name} takes up to {most} different ids", name)
    return urns


def encoded(raw_query: str, name: str) -> str | None:
    """A URN parameter that is encoded as it must be; None when it is missing or not encoded."""
    found = re.search(rf"(?:^|&){name}=([^&]*)", raw_query)
    return unquote(found.group(1)) if found and ":" not in found.group(1) else None
