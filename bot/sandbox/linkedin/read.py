"""Reading posts: one, several by id, the newest of an author."""

from __future__ import annotations

from typing import Any

from bot.sandbox.linkedin import errors, protocol, text
from bot.sandbox.linkedin.images import ORGANISATION
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import WallPost, World

_COUNT_MAX = 100


def one(world: World, urn: str) -> Response:
    """GET /rest/posts/{urn}."""
    post = world.post("linkedin", urn)
    return errors.error("404/NOT_FOUND") if post is None else json_response(shown(post), 200, errors.HEADERS)


def many(world: World, request: Request) -> Response:
    """GET /rest/posts?ids=List(…): what is not there stands in `errors`, with HTTP 200."""
    urns = protocol.listed(world, request.raw_query, "ids", _COUNT_MAX)
    if isinstance(urns, Response):
        return urns
    found = {urn: world.post("linkedin", urn) for urn in urns}
    results = {urn: shown(post) for urn, post in found.items() if post}
    missing = {urn: {"status": 404, "message": "Could not find entity"} for urn in urns if urn not in results}
    return json_response({"results": results, "statuses": {}, "errors": missing}, 200, errors.HEADERS)


def newest(world: World, request: Request) -> Response:
    """GET /rest/posts?q=author&author=…"""
    query = request.query()
    author = protocol.encoded(request.raw_query, "author")
    if author is None:
        world.violation("linkedin", "the author in the query is missing or not encoded")
        return errors.error("400/ILLEGAL_ARGUMENT", "Parameter 'author' is invalid")
    if author != ORGANISATION:
        return errors.error("403/ACCESS_DENIED", "Not enough permissions to access: posts.FINDER-author.20260901")
    count, start, order = query.get("count", "10"), query.get("start", "0"), query.get("sortBy", "LAST_MODIFIED")
    if not count.isdecimal() or not start.isdecimal() or not 1 <= int(count) <= _COUNT_MAX:
        world.violation("linkedin", f"count={count}, start={start}")
        return errors.error("400/INVALID_VALUE_FOR_FIELD", "count is too large", "/count")
    if order not in {"CREATED", "LAST_MODIFIED"}:
        world.violation("linkedin", f"sortBy={order}")
        return errors.error("400/INVALID_VALUE_FOR_FIELD", field="/sortBy")
    posts = world.wall("linkedin")
    if order == "LAST_MODIFIED":
        posts.sort(key=_modified, reverse=True)
    first, end = int(start), int(start) + int(count)
    paging = {"start": first, "count": int(count), "links": [], "total": len(posts)}
    return json_response(
        {"paging": paging, "elements": [shown(post) for post in posts[first:end]]}, 200, errors.HEADERS
    )


def _modified(post: WallPost) -> float:
    return float(post.extra.get("edited_at") or post.created_at.timestamp())


def shown(post: WallPost) -> dict[str, Any]:
    """A post as the API gives it."""
    commentary = text.escaped(post.text) if post.extra.get("by_hand") else post.extra.get("commentary", "")
    made = int(post.created_at.timestamp() * 1000)
    answer = {
        "id": post.id, "author": ORGANISATION, "commentary": text.as_read(commentary), "createdAt": made, "publishedAt": made,
        "lastModifiedAt": int(_modified(post) * 1000), "lifecycleState": post.extra.get("lifecycle", "PUBLISHED"),
        "visibility": "PUBLIC", "isReshareDisabledByAuthor": False,
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
    }  # fmt: skip
    return answer | ({"content": post.extra["content"]} if post.extra.get("content") else {})
