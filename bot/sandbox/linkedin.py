"""Stand-in of LinkedIn's versioned REST API for one organisation (state 2026-11-23)."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

from bot.sandbox import accounts
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import WallPost, World

_VERSIONS = {
    "202601",
    "202602",
    "202603",
    "202604",
    "202605",
    "202606",
    "202607",
    "202608",
    "202609",
    "202610",
    "202611",
}
_ORG = f"urn:li:organization:{accounts.LINKEDIN_ORGANISATION}"
_RESERVED = set("|{}@[]()<>#\\*_~")
_DUPLICATE_S = 600


def display(commentary: str) -> str:
    """What readers see of a commentary: escapes undone; an unescaped reserved character cuts the text there."""
    shown, index = [], 0
    while index < len(commentary):
        sign = commentary[index]
        if sign == "\\" and index + 1 < len(commentary):
            shown.append(commentary[index + 1])
            index += 2
            continue
        hashtag = re.match(r"#\w+", commentary[index:])
        template = re.match(r"\{hashtag\|\\?#\|([^}]+)\}", commentary[index:])
        mention = re.match(r"@\[([^\]]+)\]\(urn:li:[^)]+\)", commentary[index:])
        if hashtag:
            shown.append(hashtag.group(0))
            index += hashtag.end()
        elif template:
            shown.append(f"#{template.group(1)}")
            index += template.end()
        elif mention:
            shown.append(mention.group(1))
            index += mention.end()
        elif sign in _RESERVED:
            break
        else:
            shown.append(sign)
            index += 1
    return "".join(shown)


class LinkedIn:
    """One organisation."""

    name = "linkedin"

    def __init__(self, world: World) -> None:
        self._world = world

    def operation(self, request: Request) -> str:
        """What kind of call this is."""
        if request.method == "DELETE":
            return "delete"
        if request.path.startswith(("/rest/images", "/upload/")):
            return "upload"
        if request.path == "/rest/posts" and request.method == "POST":
            return "publish"
        statistics = ("/rest/organizationalEntityShareStatistics", "/rest/socialMetadata")
        return "measure" if request.path.startswith(statistics) else "read"

    def refusal(self, kind: str, code: str = "") -> Response:
        """The network's own shape of a fault."""
        shapes: dict[str, tuple[int, str, str]] = {
            "rate_limit": (
                429,
                "TOO_MANY_REQUESTS",
                "Resource level throttle limit for calls to this resource is reached.",
            ),
            "dead_token": (401, "REVOKED_ACCESS_TOKEN", "The token used in the request has been revoked by the user"),
            "permission": (403, "ACCESS_DENIED", "Not enough permissions to access: posts.CREATE"),
            "content_refused": (400, "INVALID_VALUE_FOR_FIELD", "Invalid value for field"),
            "picture_refused": (400, "MEDIA_ASSET_PROCESSING_FAILED", "Media asset processing failed"),
        }
        status, code, message = shapes.get(kind, (503, "SERVICE_UNAVAILABLE", "Service Unavailable"))
        return self._error(status, code, message)

    def __call__(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {accounts.LINKEDIN_TOKEN}":
            return self._error(401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired")
        if request.path.startswith("/upload/") and request.method == "PUT":
            return self._upload(request)
        if not request.path.startswith("/rest/"):
            return self._error(404, "NOT_FOUND", "No such resource")
        refused = self._headers(request)
        if refused is not None:
            return refused
        return self._route(request)

    def _headers(self, request: Request) -> Response | None:
        version = request.headers.get("linkedin-version")
        if version is None:
            self._world.violation(self.name, "the LinkedIn-Version header is missing")
            return self._error(400, "VERSION_MISSING", "A version must be present. Please specify a version")
        if version not in _VERSIONS:
            self._world.violation(self.name, f"version {version} is not live")
            return self._error(426, "NONEXISTENT_VERSION", f"Requested version {version} is not active")
        if request.headers.get("x-restli-protocol-version") != "2.0.0":
            self._world.violation(self.name, "the X-Restli-Protocol-Version header is not 2.0.0")
            return self._error(400, "ILLEGAL_ARGUMENT", "X-RestLi-Protocol-Version must be 2.0.0")
        return None

    def _route(self, request: Request) -> Response:
        resource, _, rest = request.path.removeprefix("/rest/").partition("/")
        if rest and ":" in rest:
            self._world.violation(self.name, "the URN in the path is not percent-encoded")
            return self._error(400, "ILLEGAL_ARGUMENT", "Invalid path")
        urn = unquote(rest)
        if resource == "posts":
            return self._posts(request, urn)
        if resource == "images":
            return self._images(request, urn)
        if resource == "organizationalEntityShareStatistics":
            return self._statistics(request)
        if resource == "socialMetadata":
            return self._social(request)
        if resource == "organizationAcls":
            acl = {
                "organization": _ORG,
                "role": "ADMINISTRATOR",
                "state": "APPROVED",
                "roleAssignee": "urn:li:person:x",
            }
            return json_response({"elements": [acl], "paging": {"start": 0, "count": 10, "links": []}})
        return self._error(404, "RESOURCE_NOT_FOUND", f"No virtual resource found: {resource}")

    def _posts(self, request: Request, urn: str) -> Response:
        method = request.headers.get("x-restli-method", "").upper()
        if request.method == "POST" and not urn:
            return self._create(request)
        if request.method == "POST" and method == "PARTIAL_UPDATE":
            return self._edit(request, urn)
        if request.method == "DELETE":
            self._world.delete(self.name, urn)
            return Response(204)
        if request.method == "GET" and urn:
            post = self._world.post(self.name, urn)
            if post is None:
                return self._error(404, "NOT_FOUND", "Could not find entity")
            return json_response(self._shown(post))
        if request.method == "GET" and "ids=List(" in request.raw_query:
            return self._many(request)
        if request.method == "GET" and request.query().get("q") == "author":
            return self._find(request, method)
        return self._error(400, "ILLEGAL_ARGUMENT", "Unsupported request")

    def _create(self, request: Request) -> Response:
        try:
            given = json.loads(request.body)
        except ValueError:
            return self._error(400, "ILLEGAL_ARGUMENT", "Invalid JSON")
        refused = self._check_create(given)
        if refused is not None:
            return refused
        same = self._same(given["commentary"])
        if same is not None:
            return self._duplicate(same)
        content = given.get("content") or {}
        article, media = content.get("article"), content.get("media")
        many = (content.get("multiImage") or {}).get("images", [])
        images = [entry for entry in ([media] if media else many) if entry]
        for identity in [entry["id"] for entry in images] + (
            [article["thumbnail"]] if article and article.get("thumbnail") else []
        ):
            refused = self._check_image(identity)
            if refused is not None:
                return refused
        urn = f"urn:li:share:{7140000000000000000 + self._world.new_id(self.name)}"
        card = None
        if article:
            card = (article.get("title", ""), article.get("description", ""), self._picture(article.get("thumbnail")))
        self._world.save(
            WallPost(
                self.name, urn, display(given["commentary"]), self._world.now(), article.get("source") if article else None,
                tuple(self._picture(entry["id"]) for entry in images), tuple(entry.get("altText", "") for entry in images),
                card, extra={"commentary": given["commentary"], "content": content},
            )
        )  # fmt: skip
        return Response(201, b"", {"x-restli-id": urn, "x-li-uuid": "sandbox"})

    def _check_create(self, given: dict[str, Any]) -> Response | None:
        for name in ("author", "commentary", "visibility", "distribution", "lifecycleState"):
            if name not in given:
                self._world.violation(self.name, f"{name} is missing")
                return self._error(400, "MISSING_FIELD", f"Field {name} is required")
        if given["author"] != _ORG:
            self._world.violation(self.name, "the author is not the organisation's URN")
            return self._error(403, "ACCESS_DENIED", "Organization permissions must be used")
        if given["lifecycleState"] != "PUBLISHED" or given["visibility"] != "PUBLIC":
            return self._error(400, "INVALID_VALUE_FOR_FIELD", "Only PUBLISHED is accepted at create")
        if len(given["commentary"].encode("utf-16-le")) // 2 > 3000:
            self._world.violation(self.name, "the commentary is longer than 3000")
            return self._error(400, "FIELD_LENGTH_TOO_LONG", "commentary is too long")
        article = (given.get("content") or {}).get("article") or {}
        if len(article.get("title", "")) > 400 or len(article.get("description", "")) > 4086:
            self._world.violation(self.name, "the card's title or description is too long")
            return self._error(400, "FIELD_LENGTH_TOO_LONG", "article field is too long")
        kinds = [name for name in ("article", "media", "multiImage", "poll") if name in (given.get("content") or {})]
        if len(kinds) > 1:
            return self._error(400, "INVALID_VALUE_FOR_FIELD", "content must have one member")
        return None

    def _check_image(self, urn: str) -> Response | None:
        image = self._world.state.get(self.name, "image", urn)
        if image is None:
            return self._error(400, "INVALID_URN_ID", "Unknown image")
        if image["status"] != "AVAILABLE":
            self._world.violation(self.name, "a picture was used before it was AVAILABLE")
            return self._error(400, "MEDIA_ASSET_WAITING_UPLOAD", "Media asset is waiting for upload")
        return None

    def _same(self, commentary: str) -> WallPost | None:
        for post in self._world.wall(self.name):
            age = (self._world.now() - post.created_at).total_seconds()
            if age < _DUPLICATE_S and post.extra.get("commentary") == commentary:
                return post
        return None

    def _duplicate(self, post: WallPost) -> Response:
        return json_response(
            {
                "errorDetailType": "com.linkedin.common.error.BadRequest",
                "message": f"org.json: Content is a duplicate of {post.id}",
                "errorDetails": {
                    "inputErrors": [
                        {"description": "Duplicate post is detected", "input": {}, "code": "DUPLICATE_POST"}
                    ]
                },
                "status": 422,
            },
            422,
        )

    def _edit(self, request: Request, urn: str) -> Response:
        post = self._world.post(self.name, urn)
        if post is None:
            return self._error(404, "NOT_FOUND", "Could not find entity")
        text = json.loads(request.body)["patch"]["$set"]["commentary"]
        extra = {**post.extra, "commentary": text}
        self._world.save(WallPost(**{**post.__dict__, "text": display(text), "extra": extra}))
        return Response(204)

    def _find(self, request: Request, method: str) -> Response:
        if method != "FINDER":
            self._world.violation(self.name, "a finder without X-RestLi-Method: FINDER")
            return self._error(400, "ILLEGAL_ARGUMENT", "X-RestLi-Method must be FINDER")
        query = request.query()
        if query.get("author") != _ORG:
            return self._error(403, "ACCESS_DENIED", "Not enough permissions to access: posts.FINDER-author")
        count, start = int(query.get("count", "10")), int(query.get("start", "0"))
        if count > 100:
            return self._error(400, "INVALID_VALUE_FOR_FIELD", "count is too large")
        posts = self._world.wall(self.name)
        paging = {"start": start, "count": count, "links": [], "total": len(posts)}
        return json_response({"paging": paging, "elements": [self._shown(p) for p in posts[start : start + count]]})

    def _many(self, request: Request) -> Response:
        urns = self._list_of(request.raw_query, "ids")
        found = {urn: self._world.post(self.name, urn) for urn in urns}
        results = {urn: self._shown(post) for urn, post in found.items() if post}
        return json_response(
            {"results": results, "statuses": {}, "errors": {u: {"status": 404} for u in urns if u not in results}}
        )

    def _shown(self, post: WallPost) -> dict[str, Any]:
        moment = int(post.created_at.timestamp() * 1000)
        return {
            "id": post.id, "author": _ORG, "commentary": post.extra.get("commentary", post.text),
            "content": post.extra.get("content", {}), "createdAt": moment, "publishedAt": moment,
            "lastModifiedAt": moment, "lifecycleState": "PUBLISHED", "visibility": "PUBLIC",
        }  # fmt: skip

    def _images(self, request: Request, urn: str) -> Response:
        if request.method == "POST" and request.query().get("action") == "initializeUpload":
            owner = json.loads(request.body).get("initializeUploadRequest", {}).get("owner")
            if owner != _ORG:
                return self._error(403, "ACCESS_DENIED", "The owner is not the author")
            number = self._world.new_id(self.name, "image")
            made = f"urn:li:image:C4E10AQ{number:06d}"
            self._world.state.put(self.name, "image", made, {"status": "WAITING_UPLOAD", "looks": 0, "picture": ""})
            address = f"{request.base_url}/upload/{number}"
            self._world.state.put(self.name, "upload", str(number), {"image": made})
            return json_response({"value": {"uploadUrlExpiresAt": 1999999999000, "uploadUrl": address, "image": made}})
        image = self._world.state.get(self.name, "image", urn)
        if request.method != "GET" or image is None:
            return self._error(404, "NOT_FOUND", "Could not find entity")
        if image["status"] == "PROCESSING":
            image["looks"] += 1
            if image["looks"] >= 2:
                image["status"] = "AVAILABLE"
            self._world.state.put(self.name, "image", urn, image)
        return json_response({"owner": _ORG, "status": image["status"], "id": urn})

    def _upload(self, request: Request) -> Response:
        upload = self._world.state.get(self.name, "upload", request.path.rsplit("/", 1)[-1])
        if upload is None:
            return self._error(400, "EXPIRED_UPLOAD_URL", "The upload URL has expired")
        picture = self._world.keep_picture(request.body)
        status = "PROCESSING" if picture else "PROCESSING_FAILED"
        data = {"status": status, "looks": 0, "picture": picture or ""}
        self._world.state.put(self.name, "image", upload["image"], data)
        return Response(201)

    def _picture(self, urn: str | None) -> str:
        image = self._world.state.get(self.name, "image", urn) if urn else None
        return str(image["picture"]) if image else ""

    def _list_of(self, raw_query: str, name: str) -> list[str]:
        found = re.search(rf"(?:^|&){name}=List\(([^)]*)\)", raw_query)
        if not found:
            self._world.violation(self.name, f"{name}=List(…) is not written raw")
            return []
        if ":" in found.group(1):
            self._world.violation(self.name, "URNs inside List(…) are not encoded")
        return [unquote(part) for part in found.group(1).split(",") if part]

    def _statistics(self, request: Request) -> Response:
        if request.query().get("q") != "organizationalEntity" or request.query().get("organizationalEntity") != _ORG:
            return self._error(400, "MISSING_FIELD", "organizationalEntity is required")
        elements = []
        for kind, key in (("shares", "share"), ("ugcPosts", "ugcPost")):
            if f"{kind}=" not in request.raw_query:
                continue
            for urn in self._list_of(request.raw_query, kind):
                if f":{key}:" not in urn:
                    return self._error(400, "INVALID_URN_TYPE", f"{kind} takes {key} URNs")
                figures = self._figures(urn)
                # Posts without activity are left out.
                if figures and figures["impressionCount"]:
                    elements.append({"organizationalEntity": _ORG, key: urn, "totalShareStatistics": figures})
        return json_response({"paging": {"start": 0, "count": 10, "links": []}, "elements": elements})

    def _figures(self, urn: str) -> dict[str, float] | None:
        if self._world.post(self.name, urn) is None:
            return None

        def count(metric: str, height: int) -> int:
            return self._world.figure(self.name, urn, metric, height)

        return {
            "impressionCount": count("impressions", 700), "uniqueImpressionsCount": count("reach", 480),
            "clickCount": count("clicks", 40), "likeCount": count("reactions", 30),
            "commentCount": count("comments", 5), "shareCount": count("shares", 6), "engagement": 0.05,
        }  # fmt: skip

    def _social(self, request: Request) -> Response:
        urns = self._list_of(request.raw_query, "ids")
        if len(urns) > 100:
            return self._error(400, "INVALID_VALUE_FOR_FIELD", "too many ids")
        results = {}
        for urn in urns:
            figures = self._figures(urn)
            if figures:
                results[urn] = {
                    "reactionSummaries": {"LIKE": {"reactionType": "LIKE", "count": figures["likeCount"]}},
                    "commentSummary": {"count": figures["commentCount"], "topLevelCount": figures["commentCount"]},
                    "commentsState": "OPEN",
                }
        errors = {urn: {"status": 404, "message": "Not found"} for urn in urns if urn not in results}
        return json_response({"results": results, "statuses": {}, "errors": errors})

    def _error(self, status: int, code: str, message: str) -> Response:
        return json_response({"message": message, "code": code, "serviceErrorCode": 100, "status": status}, status)
