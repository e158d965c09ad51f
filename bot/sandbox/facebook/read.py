"""Reading: a post's fields, the page's posts, what is not there."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from bot.sandbox import accounts
from bot.sandbox.facebook import errors, insights, specs
from bot.sandbox.facebook.fields import BadFields, Field, parse
from bot.sandbox.wire import Request, Response
from bot.sandbox.world import WallPost, World, urls_in

_DEFAULT = "id,message,created_time"
_LIMIT = 100


def wanted(world: World, text: str, node: str) -> tuple[Field, ...] | Response:
    """The fields that were asked for, or the refusal: one that does not exist fails the whole call."""
    try:
        found = parse(text)
    except BadFields as error:
        world.violation("facebook", f"fields that cannot be read: {error}")
        return errors.error("2500", str(error))
    for field in found:
        if field.name not in specs.fields_of(node):
            world.violation("facebook", f"a {node} has no field {field.name}")
            return errors.error("100", f"(#100) Tried accessing nonexisting field ({field.name}) on node type ({node})")
        if field.name == "insights":
            metrics = field.modifiers.get("metric", "").split(",")
            refused = insights.refused(world, metrics, insights.POST, field.modifiers.get("period", ""))
            if refused is not None:
                return refused
    return found


def scopes_of(found: tuple[Field, ...]) -> list[str]:
    """What a token needs for these fields beyond reading the page's own posts."""
    names = {field.name for field in found}
    needed = ["pages_read_engagement"]
    if names & {"reactions", "comments", "likes"}:
        needed.append("pages_read_user_content")
    if "insights" in names:
        needed.append("read_insights")
    return needed


def visible(world: World, identity: str) -> WallPost | None:
    """The post; None while it is too fresh to be read (switch "read_lag_s")."""
    post = world.post("facebook", identity)
    lag = timedelta(seconds=world.switches.get("facebook", "read_lag_s", 0))
    return post if post and world.now() - post.created_at >= lag else None


def gone(identity: str, method: str = "get") -> Response:
    """What is not there, or not to be seen: the same answer for both."""
    return errors.error(
        "100/33",
        f"Unsupported {method.lower()} request. Object with ID '{identity}' does not exist, cannot be loaded due to "
        "missing permissions, or does not support this operation",
    )


def listed(world: World, request: Request, *, scheduled: bool = False) -> dict[str, Any] | Response:
    """A page of the page's posts, newest first."""
    query = request.query()
    try:
        limit = int(query.get("limit", "25"))
        since, until = _moment(query.get("since")), _moment(query.get("until"))
        start = _cursor(query.get("after"))
    except (ValueError, OverflowError):
        world.violation("facebook", "since, until, limit or after cannot be read")
        return errors.error("100", "(#100) Invalid parameter")
    if not 0 < limit <= _LIMIT:
        world.violation("facebook", f"limit={limit} posts in one call")
        return errors.error("100", "(#100) Please reduce the amount of data you're asking for, then retry your request")
    found = wanted(world, query.get("fields", _DEFAULT), "PagePost")
    if isinstance(found, Response):
        return found
    posts = [
        post for post in world.wall("facebook")
        if bool(post.extra.get("published", True)) is not scheduled
        and (not scheduled or post.extra.get("scheduled"))
        and (since is None or post.created_at.replace(microsecond=0) >= since)
        and (until is None or post.created_at < until)
        and visible(world, post.id)
    ]  # fmt: skip
    page = posts[start : start + limit]
    answer: dict[str, Any] = {"data": [shown(world, post, found, request) for post in page]}
    if page:
        answer["paging"] = {"cursors": {"before": _opaque(start), "after": _opaque(start + len(page))}}
        if len(posts) > start + limit:
            more = [pair for pair in parse_qsl(request.raw_query) if pair[0] != "after"]
            following = urlencode([*more, ("after", _opaque(start + limit))])
            answer["paging"]["next"] = f"{request.base_url}{request.path}?{following}"
    return answer


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    found = datetime.fromtimestamp(int(text), UTC) if text.isdecimal() else datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _opaque(number: int) -> str:
    return base64.urlsafe_b64encode(f"QVFIU{number}".encode()).decode().rstrip("=")


def _cursor(text: str | None) -> int:
    if not text:
        return 0
    try:
        return int(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().removeprefix("QVFIU"))
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError("no cursor of ours") from error


def shown(world: World, post: WallPost, found: tuple[Field, ...], request: Request) -> dict[str, Any]:
    """The post with those fields; what has no value is left out, as Graph does."""
    answer: dict[str, Any] = {"id": post.id}
    for field in found:
        value = _value(world, post, field, request)
        if value is not None:
            answer[field.shown_as] = value
    return answer


def _value(world: World, post: WallPost, field: Field, request: Request) -> Any:
    moment = post.created_at.strftime("%Y-%m-%dT%H:%M:%S+0000")
    published = bool(post.extra.get("published", True))
    application = post.extra.get("application")
    simple: dict[str, Any] = {
        "id": post.id, "message": post.text or None, "created_time": moment, "updated_time": moment,
        "permalink_url": f"{request.base_url.removesuffix('/facebook')}/walls/facebook#{post.id}",
        "status_type": "added_photos" if post.pictures else "shared_story" if post.link else "mobile_status_update",
        "is_published": published, "is_hidden": False, "scheduled_publish_time": post.extra.get("scheduled"),
        "application": {"id": application, "name": "pressbot"} if application else None,
        "from": {"id": accounts.FACEBOOK_PAGE, "name": accounts.NAME},
        "full_picture": f"https://scontent.example/{post.pictures[0]}" if post.pictures else None,
    }  # fmt: skip
    if field.name in simple:
        value = simple[field.name]
        return (
            {k: v for k, v in value.items() if k in {f.name for f in field.inner}} if field.inner and value else value
        )
    if field.name == "attachments":
        return _attachments(post, field)
    if field.name == "shares":
        count = world.figure("facebook", post.id, "shares", 12)
        return {"count": count} if count else None
    if field.name in {"reactions", "comments", "likes"}:
        return _counted(world, post, field)
    if field.name == "insights":
        return {"data": insights.told(world, post, field.modifiers.get("metric", "").split(","))}
    return None


def _counted(world: World, post: WallPost, field: Field) -> dict[str, Any]:
    total = world.figure("facebook", post.id, field.name, 8 if field.name == "comments" else 45)
    if field.name == "comments" and field.modifiers.get("filter") != "stream":
        # Without filter(stream) the replies are not counted.
        total -= total // 4
    if "type" in field.modifiers and field.modifiers["type"] != "LIKE":
        total //= 8
    answer: dict[str, Any] = {"data": []}
    if "summary" in field.modifiers:
        answer["summary"] = {"total_count": total}
    return answer


def _attachments(post: WallPost, field: Field) -> dict[str, Any] | None:
    names = {inner.name for inner in field.inner} or {"media_type", "title", "url", "unshimmed_url"}
    if post.pictures:
        full = [{"media_type": "photo" if len(post.pictures) == 1 else "album", "title": "", "url": f"https://www.facebook.com/photo/{post.id}",
                 "unshimmed_url": f"https://www.facebook.com/photo/{post.id}"}]  # fmt: skip
    else:
        links = [post.link] if post.link else urls_in(post.text)[:1]
        full = [
            {"media_type": "link", "title": link, "unshimmed_url": link,
             "url": f"https://l.facebook.com/l.php?{urlencode({'u': link, 'h': 'AT0'})}"}
            for link in links
        ]  # fmt: skip
    if not full:
        return None
    return {"data": [{key: value for key, value in entry.items() if key in names} for entry in full]}
