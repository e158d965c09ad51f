"""Making, changing and taking down posts.

Switches: "publish_failed" (the next post is dropped in processing after its 201), "no_restli_id" (the next 201 comes
without the header), "ghost_s" (for how long a deleted post still counts as a duplicate, in seconds).
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from bot.sandbox.linkedin import errors, text
from bot.sandbox.linkedin.images import ORGANISATION, Images
from bot.sandbox.wire import Request, Response
from bot.sandbox.world import WallPost, World

COMMENTARY_MAX = 3000
TITLE_MAX = 400
#: Of the card's description and of a picture's alt text.
LONG_MAX = 4086
_DUPLICATE_S = 600
_REQUIRED = ("author", "commentary", "visibility", "distribution", "lifecycleState")
_KNOWN = {
    "": {*_REQUIRED, "content", "isReshareDisabledByAuthor", "reshareContext", "adContext", "contentLandingPage",
         "contentCallToActionLabel"},
    "distribution": {"feedDistribution", "targetEntities", "thirdPartyDistributionChannels"},
    "content": {"article", "media", "multiImage", "poll"},
    "article": {"source", "title", "description", "thumbnail"},
    "media": {"id", "title", "altText"},
    "multiImage": {"images"},
    "image": {"id", "altText"},
}  # fmt: skip
_EDITABLE = frozenset(
    "commentary contentCallToActionLabel contentLandingPage reshareContext lifecycleState adContext".split()
)


class Posts:
    """The writing half of the stand-in."""

    def __init__(self, world: World, images: Images) -> None:
        self._world = world
        self._images = images

    def _broke(self, what: str, key: str, field: str, message: str = "") -> Response:
        self._world.violation("linkedin", what)
        return errors.error(key, message, field)

    def create(self, request: Request) -> Response:
        """POST /rest/posts: 201, empty, the id in x-restli-id."""
        given = json.loads(request.body)
        refused = self._fault(given)
        if refused is not None:
            return refused
        same = self._same(given["commentary"])
        if same is not None:
            return errors.error("422/DUPLICATE_POST", f"Content is a duplicate of {same.id}")
        content = given.get("content") or {}
        images = [content["media"]] if "media" in content else (content.get("multiImage") or {}).get("images", [])
        article = content.get("article")
        card = None
        if article:
            thumbnail = self._images.picture(article.get("thumbnail"))
            card = (article.get("title", ""), article.get("description", ""), thumbnail)
        post = WallPost(
            "linkedin", self._urn("ugcPost" if images else "share"), text.display(given["commentary"]), self._world.now(),
            article["source"] if article else None, tuple(self._images.picture(entry["id"]) for entry in images),
            tuple(entry.get("altText", "") for entry in images), card,
            extra={"commentary": given["commentary"], "content": content, "lifecycle": self._lifecycle()},
        )  # fmt: skip
        self._world.save(post)
        self._world.state.put("linkedin", "commentary", post.id, {"id": post.id, "text": given["commentary"]})
        headers = {**errors.HEADERS, "x-restli-id": post.id}
        if self._once("no_restli_id"):
            del headers["x-restli-id"]
        return Response(201, b"", headers)

    def _once(self, switch: str) -> bool:
        found = bool(self._world.switches.get("linkedin", switch, default=False))
        if found:
            self._world.switches.set("linkedin", switch, value=False)
        return found

    def _lifecycle(self) -> str:
        return "PUBLISH_FAILED" if self._once("publish_failed") else "PUBLISHED"

    def _urn(self, kind: str) -> str:
        return f"urn:li:{kind}:{7140000000000000000 + self._world.new_id('linkedin')}"

    def _fault(self, given: Any) -> Response | None:
        if not isinstance(given, dict):
            return self._broke("a post that is no JSON object", "400/ILLEGAL_ARGUMENT", "")
        for name in _REQUIRED:
            if name not in given:
                return self._broke(f"{name} is missing", "400/MISSING_FIELD", f"/{name}")
        return (
            self._unknown(given, "")
            or self._author(given["author"])
            or self._ways(given)
            or self._commentary(given["commentary"])
            or self._content(given.get("content"))
        )

    def _unknown(self, given: Any, where: str) -> Response | None:
        if not isinstance(given, dict):
            return self._broke(f"{where} is no object", "400/INVALID_VALUE_FOR_FIELD", f"/{where}")
        if unknown := set(given) - _KNOWN[where]:
            name = f"{where}.{min(unknown)}".lstrip(".")
            return self._broke(f"there is no field {name}", "400/INVALID_VALUE_FOR_FIELD", f"/{name}")
        return None

    def _author(self, author: Any) -> Response | None:
        if not isinstance(author, str) or not author.startswith(("urn:li:organization:", "urn:li:person:")):
            return self._broke("the author is no URN of an organisation", "400/INVALID_URN_TYPE", "/author")
        if not re.fullmatch(r"urn:li:(organization:\d+|person:[\w-]+)", author):
            return self._broke("the organisation's id in the URN is no number", "400/INVALID_URN_ID", "/author")
        if author != ORGANISATION:
            self._world.violation("linkedin", "the author is not the organisation's URN")
            return errors.error(
                "403/ACCESS_DENIED", "Organization permissions must be used when using organization as author"
            )
        return None

    def _ways(self, given: dict[str, Any]) -> Response | None:
        if given["lifecycleState"] != "PUBLISHED":
            return self._broke("only PUBLISHED can be created", "400/INVALID_VALUE_FOR_FIELD", "/lifecycleState")
        if given["visibility"] not in {"PUBLIC", "LOGGED_IN", "CONNECTIONS"}:
            return self._broke("visibility is unknown", "400/INVALID_VALUE_FOR_FIELD", "/visibility")
        ways = given["distribution"]
        refused = self._unknown(ways, "distribution")
        if refused is None and ways.get("feedDistribution") not in {"MAIN_FEED", "NONE"}:
            return self._broke("feedDistribution is unknown", "400/INVALID_VALUE_FOR_FIELD", "/distribution")
        return refused

    def _commentary(self, commentary: Any) -> Response | None:
        if not isinstance(commentary, str):
            return self._broke("commentary is no text", "400/INVALID_VALUE_FOR_FIELD", "/commentary")
        if text.units(commentary) > COMMENTARY_MAX:
            return self._broke("the commentary is longer than 3000", "400/FIELD_LENGTH_TOO_LONG", "/commentary")
        end = text.cut_at(commentary)
        if end is not None:
            # Silent on the network: the answer is 201 all the same.
            self._world.violation("linkedin", f"an unescaped {commentary[end]!r} cuts the text after {end} characters")
        return None

    def _content(self, content: Any) -> Response | None:
        if content is None:
            return None
        refused = self._unknown(content, "content")
        if refused is not None:
            return refused
        if len(content) != 1:
            return self._broke("content has not exactly one member", "400/INVALID_VALUE_FOR_FIELD", "/content")
        if "article" in content:
            return self._article(content["article"])
        if "media" in content:
            return self._unknown(content["media"], "media") or self._image(content["media"], "/content/media")
        if "multiImage" in content:
            return self._many(content["multiImage"])
        return None

    def _article(self, article: Any) -> Response | None:
        refused = self._unknown(article, "article")
        if refused is not None:
            return refused
        if not re.match(r"https?://[^\s/]", str(article.get("source", ""))):
            key = "400/INVALID_VALUE_FOR_FIELD" if article.get("source") else "400/MISSING_FIELD"
            return self._broke("the card's source is missing or no web address", key, "/content/article/source")
        for name, most in (("title", TITLE_MAX), ("description", LONG_MAX)):
            if text.units(str(article.get(name, ""))) > most:
                return self._broke(
                    f"the card's {name} is too long", "400/FIELD_LENGTH_TOO_LONG", f"/content/article/{name}"
                )
        if "thumbnail" in article:
            return self._images.fault(article["thumbnail"], "/content/article/thumbnail")
        return None

    def _many(self, several: Any) -> Response | None:
        refused = self._unknown(several, "multiImage")
        if refused is not None:
            return refused
        images = several.get("images")
        if not isinstance(images, list) or not 2 <= len(images) <= 20:
            return self._broke(
                "multiImage takes 2 to 20 pictures", "400/INVALID_VALUE_FOR_FIELD", "/content/multiImage"
            )
        for number, image in enumerate(images):
            refused = self._unknown(image, "image") or self._image(image, f"/content/multiImage/images/{number}")
            if refused is not None:
                return refused
        return None

    def _image(self, image: dict[str, Any], where: str) -> Response | None:
        if text.units(str(image.get("altText", ""))) > LONG_MAX:
            return self._broke("the alt text is too long", "400/FIELD_LENGTH_TOO_LONG", f"{where}/altText")
        return self._images.fault(image.get("id"), f"{where}/id")

    def _same(self, commentary: str) -> WallPost | None:
        """The newest post of the same text that counts as its original; a deleted one may be a ghost."""
        ghost_s = self._world.switches.get("linkedin", "ghost_s", _DUPLICATE_S)
        for post in self._world.wall("linkedin", deleted=True):
            age = (self._world.now() - post.created_at).total_seconds()
            if age < (ghost_s if post.deleted else _DUPLICATE_S) and post.extra.get("commentary") == commentary:
                return post
        return None

    def edit(self, request: Request, post: WallPost) -> Response:
        """POST /rest/posts/{urn} as a PARTIAL_UPDATE: 204."""
        patch = json.loads(request.body)
        changes = (patch.get("patch") or {}).get("$set") if isinstance(patch, dict) else None
        if not isinstance(changes, dict) or not changes:
            return self._broke("an edit without patch.$set", "400/MISSING_FIELD", "/patch/$set")
        if foreign := set(changes) - _EDITABLE:
            name = min(foreign)
            return self._broke(
                f"{name} of a post cannot be changed", "400/INVALID_VALUE_FOR_FIELD", f"/patch/$set/{name}"
            )
        commentary = changes.get("commentary", post.extra.get("commentary", ""))
        refused = self._commentary(commentary)
        if refused is not None:
            return refused
        extra = {**post.extra, "commentary": commentary, "edited_at": self._world.now().timestamp(), "by_hand": False}
        self._world.save(replace(post, text=text.display(commentary), extra=extra))
        return Response(204, b"", errors.HEADERS)

    def delete(self, urn: str) -> Response:
        """DELETE /rest/posts/{urn}: 204, and 204 again."""
        self._world.delete("linkedin", urn)
        return Response(204, b"", errors.HEADERS)

    def by_hand(self, words: str, link: str | None) -> str:
        """A post that a person made on the page itself."""
        content = {"article": {"source": link, "title": link}} if link else {}
        extra = {"commentary": text.escaped(words), "content": content}
        post = WallPost("linkedin", self._urn("share"), words, self._world.now(), link, extra=extra)
        self._world.save(post)
        return post.id
