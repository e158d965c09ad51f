"""Share statistics, and reactions with comments: posts without activity are left out of the first."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from bot.sandbox.linkedin import errors, protocol
from bot.sandbox.linkedin.images import ORGANISATION
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import World

#: Ids in one call of the statistics, and of the social metadata.
CHUNK, BATCH = 50, 100
_KEPT = timedelta(days=365)
_KINDS = {"shares": "share", "ugcPosts": "ugcPost"}
_DAY_MS = 86_400_000


def shares(world: World, request: Request) -> Response:
    """GET /rest/organizationalEntityShareStatistics."""
    entity = protocol.encoded(request.raw_query, "organizationalEntity")
    if request.query().get("q") != "organizationalEntity" or entity is None:
        world.violation("linkedin", "statistics without q=organizationalEntity and an encoded organizationalEntity")
        return errors.error("400/MISSING_FIELD", field="/organizationalEntity")
    if entity != ORGANISATION:
        return errors.error(
            "403/ACCESS_DENIED", "Not enough permissions to access: organizationalEntityShareStatistics"
        )
    elements: list[dict[str, Any]] = []
    asked = [(name, key) for name, key in _KINDS.items() if re.search(rf"(?:^|&){name}=", request.raw_query)]
    for name, key in asked:
        found = _of_kind(world, request, name, key)
        if isinstance(found, Response):
            return found
        elements += found
    if not asked:
        elements = _page_wide(world, request)
    paging = {"start": 0, "count": max(len(elements), 10), "links": []}
    return json_response({"paging": paging, "elements": elements}, 200, errors.HEADERS)


def _of_kind(world: World, request: Request, name: str, key: str) -> list[dict[str, Any]] | Response:
    urns = protocol.listed(world, request.raw_query, name, CHUNK)
    if isinstance(urns, Response):
        return urns
    if any(not re.fullmatch(rf"urn:li:{key}:\d+", urn) for urn in urns):
        world.violation("linkedin", f"{name} takes URNs of kind {key} only")
        return errors.error("400/INVALID_URN_TYPE", f"{name} takes {key} URNs", f"/{name}")
    told = [(urn, figures(world, urn)) for urn in urns]
    return [
        {"organizationalEntity": ORGANISATION, key: urn, "totalShareStatistics": numbers}
        for urn, numbers in told
        if numbers and any(numbers.values())
    ]


def figures(world: World, urn: str) -> dict[str, float] | None:
    """The numbers of one post; None when it is not there, or older than the rolling year."""
    post = world.post("linkedin", urn)
    if post is None or world.now() - post.created_at > _KEPT:
        return None

    def count(metric: str, height: int) -> int:
        return world.figure("linkedin", urn, metric, height)

    numbers: dict[str, float] = {
        "impressionCount": count("impressions", 700), "uniqueImpressionsCount": count("reach", 480),
        "clickCount": count("clicks", 40), "likeCount": count("reactions", 30), "commentCount": count("comments", 5),
        "shareCount": count("shares", 6),
    }  # fmt: skip
    seen = numbers["impressionCount"]
    acts = sum(numbers[name] for name in ("clickCount", "likeCount", "commentCount", "shareCount"))
    return {**numbers, "engagement": round(acts / seen, 4) if seen else 0.0}


def _page_wide(world: World, request: Request) -> list[dict[str, Any]]:
    found = [numbers for post in world.wall("linkedin") if (numbers := figures(world, post.id))]
    names = found[0] if found else ()
    total = {name: sum(numbers[name] for numbers in found) for name in names}
    element: dict[str, Any] = {"organizationalEntity": ORGANISATION, "totalShareStatistics": total}
    days = re.search(
        r"timeIntervals=\(timeRange:\(start:(\d+),end:(\d+)\),timeGranularityType:DAY\)", request.raw_query
    )
    if not days:
        return [element] if total else []
    start, end = int(days.group(1)), int(days.group(2))
    count = min(max((end - start) // _DAY_MS, 0), 366)
    return [
        {**element, "timeRange": {"start": start + n * _DAY_MS, "end": start + (n + 1) * _DAY_MS}} for n in range(count)
    ]


def social(world: World, urn: str) -> Response:
    """GET /rest/socialMetadata/{urn}."""
    found = _social(world, urn)
    return errors.error("404/NOT_FOUND") if found is None else json_response(found, 200, errors.HEADERS)


def social_of_many(world: World, request: Request) -> Response:
    """GET /rest/socialMetadata?ids=List(…): errors stand beside the results, with HTTP 200."""
    urns = protocol.listed(world, request.raw_query, "ids", BATCH)
    if isinstance(urns, Response):
        return urns
    found = {urn: _social(world, urn) for urn in urns}
    results = {urn: numbers for urn, numbers in found.items() if numbers}
    missing = {urn: {"status": 404, "message": "Could not find entity"} for urn in urns if urn not in results}
    return json_response({"results": results, "statuses": {}, "errors": missing}, 200, errors.HEADERS)


def _social(world: World, urn: str) -> dict[str, Any] | None:
    if world.post("linkedin", urn) is None:
        return None
    likes, comments = world.figure("linkedin", urn, "reactions", 30), world.figure("linkedin", urn, "comments", 5)
    kinds = {"LIKE": likes - likes // 4, "PRAISE": likes // 4}
    return {
        "reactionSummaries": {kind: {"reactionType": kind, "count": n} for kind, n in kinds.items() if n},
        "commentSummary": {"count": comments, "topLevelCount": comments - comments // 3}, "commentsState": "OPEN",
        "entity": urn,
    }  # fmt: skip
