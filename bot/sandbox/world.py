"""What every stand-in shares: the clock, the memory, the walls' posts, growing figures, and what was done wrong."""

from __future__ import annotations

import hashlib
import io
import math
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from PIL import Image, UnidentifiedImageError

from bot.sandbox.keys import Keys, Quotas
from bot.sandbox.state import State
from bot.sandbox.switches import Switches
from bot.sandbox.wire import Request


@dataclass(frozen=True)
class WallPost:
    """A post as a person sees it on a wall."""

    network: str
    id: str
    text: str
    created_at: datetime
    #: None where the post has no link beside its text.
    link: str | None = None
    #: Uploaded pictures.
    pictures: tuple[str, ...] = ()
    alts: tuple[str, ...] = ()
    #: A card given by the API (LinkedIn): title, description, thumbnail's picture.
    card: tuple[str, str, str] | None = None
    deleted: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


class World:
    """One sandbox."""

    def __init__(self, state: State, now: Callable[[], datetime], pace: timedelta) -> None:
        """`pace`: the time in which a post's figures reach two thirds of their height."""
        self.state = state
        self.now = now
        self.pace = pace
        self.lock = threading.RLock()
        self.violations: list[str] = []
        self.keys = Keys(state)
        self.quotas = Quotas(state)
        self.switches = Switches(state)
        #: What a network's crawler finds on a page: title, description, picture ("" = none); None for unknown pages.
        self.scrape: Callable[[str], tuple[str, str, str] | None] = lambda _link: None

    def violation(self, network: str, what: str) -> None:
        """Remembers that a caller broke a rule of the network. `what` holds no secret."""
        with self.lock:
            self.violations.append(f"{network}: {what}")

    def save(self, post: WallPost) -> None:
        """Puts a post on its wall, or changes it."""
        data = {
            "id": post.id, "text": post.text, "created_at": post.created_at.isoformat(), "link": post.link,
            "pictures": list(post.pictures), "alts": list(post.alts), "card": list(post.card) if post.card else None,
            "deleted": post.deleted, "extra": post.extra,
        }  # fmt: skip
        self.state.put(post.network, "post", post.id, data)

    def post(self, network: str, identity: str) -> WallPost | None:
        """The post; None when there is none or it was deleted."""
        data = self.state.get(network, "post", identity)
        found = _wall_post(network, data) if data else None
        return found if found and not found.deleted else None

    def wall(self, network: str, *, deleted: bool = False) -> list[WallPost]:
        """The posts of a network, newest first."""
        posts = [_wall_post(network, data) for data in self.state.all(network, "post")]
        return [post for post in posts[::-1] if deleted or not post.deleted]

    def delete(self, network: str, identity: str) -> bool:
        """Whether the post was there and is down now."""
        post = self.post(network, identity)
        if post is None:
            return False
        self.save(WallPost(**{**post.__dict__, "deleted": True}))
        return True

    def new_id(self, network: str, kind: str = "post") -> int:
        """A number that grows."""
        return self.state.next_number(network, kind)

    def figure(self, network: str, identity: str, metric: str, height: int) -> int:
        """A figure that grows with the post's age towards its own height: never falls, same after a restart."""
        post = self.post(network, identity)
        if post is None:
            return 0
        age = max((self.now() - post.created_at).total_seconds(), 0.0)
        spread = int(hashlib.sha256(f"{network}/{identity}/{metric}".encode()).hexdigest()[:4], 16) / 65535
        top = height * (0.4 + 1.2 * spread)
        return int(top * (1 - math.exp(-age / max(self.pace.total_seconds(), 0.001))))

    def keep_picture(self, content: bytes) -> str | None:
        """The id under which an uploaded picture is kept; None when it is no picture."""
        if picture_size(content) is None:
            return None
        identity = hashlib.sha256(content).hexdigest()[:24]
        self.state.put_picture(identity, content)
        return identity


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height; None for what is no picture."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.verify()
            return picture.size
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return None


def multipart(request: Request) -> dict[str, bytes]:
    """The parts of a multipart/form-data body by name; {} when it is none."""
    kind = request.headers.get("content-type", "")
    if not kind.lower().startswith("multipart/form-data"):
        return {}
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + request.body)
    parts: dict[str, bytes] = {}
    for part in message.iter_parts() if message.is_multipart() else ():
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str):
            content = part.get_payload(decode=True)
            parts[name] = content if isinstance(content, bytes) else b""
    return parts


def fields(request: Request) -> dict[str, str]:
    """The body's form fields, urlencoded or multipart; files are left out."""
    parts = multipart(request)
    if parts:
        return {name: value.decode("utf-8", "replace") for name, value in parts.items() if len(value) < 200_000}
    return request.form()


def urls_in(text: str) -> list[str]:
    """The web addresses in a text."""
    return [address.rstrip(".,;:!?)»\"'") for address in re.findall(r"https?://[^\s<>]+", text)]


def _wall_post(network: str, data: dict[str, Any]) -> WallPost:
    card = data.get("card")
    return WallPost(
        network=network,
        id=data["id"],
        text=data["text"],
        created_at=datetime.fromisoformat(data["created_at"]),
        link=data.get("link"),
        pictures=tuple(data.get("pictures", ())),
        alts=tuple(data.get("alts", ())),
        card=(card[0], card[1], card[2]) if card else None,
        deleted=bool(data.get("deleted")),
        extra=data.get("extra", {}),
    )
