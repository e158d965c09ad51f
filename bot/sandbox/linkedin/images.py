"""Pictures: asked for, uploaded, processed, ready. Each look moves a picture that is being processed one step on."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

from PIL import Image, UnidentifiedImageError

from bot.sandbox import accounts
from bot.sandbox.linkedin import errors, protocol
from bot.sandbox.wire import Request, Response, json_response
from bot.sandbox.world import World

ORGANISATION = f"urn:li:organization:{accounts.LINKEDIN_ORGANISATION}"
_PIXELS = 36_152_320
_FRAMES = 250
_LOOKS = 2
_URL_LIFETIME = timedelta(hours=24)


class Images:
    """The uploads of the organisation."""

    def __init__(self, world: World) -> None:
        self._world = world

    def ask(self, request: Request) -> Response:
        """POST /rest/images?action=initializeUpload."""
        body = json.loads(request.body)
        owner = (body.get("initializeUploadRequest") or {}).get("owner")
        if set(body) != {"initializeUploadRequest"} or owner is None:
            self._world.violation("linkedin", "initializeUpload without initializeUploadRequest.owner")
            return errors.error("400/MISSING_FIELD", field="/initializeUploadRequest/owner")
        if owner != ORGANISATION:
            self._world.violation("linkedin", "the picture's owner is not the organisation")
            return errors.error("403/ACCESS_DENIED", "Not enough permissions to access: images.ACTION-initializeUpload")
        number = self._world.new_id("linkedin", "image")
        urn = f"urn:li:image:C4E10AQ{number:06d}"
        end = self._world.now() + _URL_LIFETIME
        image = {"status": "WAITING_UPLOAD", "looks": 0, "picture": "", "owner": owner}
        self._world.state.put("linkedin", "image", urn, image)
        self._world.state.put("linkedin", "upload", str(number), {"image": urn, "expires_at": end.timestamp()})
        address = f"{request.base_url}/dms-uploads/{number}"
        value = {"uploadUrlExpiresAt": int(end.timestamp() * 1000), "uploadUrl": address, "image": urn}
        return json_response({"value": value}, 200, errors.HEADERS)

    def upload(self, request: Request) -> Response:
        """PUT of the bytes."""
        upload = self._world.state.get("linkedin", "upload", request.path.rsplit("/", 1)[-1])
        if upload is None or upload["expires_at"] < self._world.now().timestamp():
            return errors.error("400/EXPIRED_UPLOAD_URL")
        image = self._world.state.get("linkedin", "image", upload["image"]) or {}
        if image.get("status") != "WAITING_UPLOAD":
            self._world.violation("linkedin", "an upload address used twice")
            return errors.error("400/EXPIRED_UPLOAD_URL")
        picture = self._world.keep_picture(request.body) if _is_image(request.body) else None
        done = {"status": "PROCESSING" if picture else "PROCESSING_FAILED", "picture": picture or ""}
        self._world.state.put("linkedin", "image", upload["image"], {**image, **done})
        return Response(201, b"", errors.HEADERS)

    def look(self, urn: str) -> Response:
        """GET /rest/images/{urn}."""
        image = self._step(urn)
        return errors.error("404/NOT_FOUND") if image is None else json_response(image, 200, errors.HEADERS)

    def look_at_many(self, request: Request) -> Response:
        """GET /rest/images?ids=List(…)."""
        urns = protocol.listed(self._world, request.raw_query, "ids", 50)
        if isinstance(urns, Response):
            return urns
        found = {urn: self._step(urn) for urn in urns}
        missing = {
            urn: {"status": 404, "message": "Could not find entity"} for urn, image in found.items() if not image
        }
        results = {urn: image for urn, image in found.items() if image}
        return json_response({"results": results, "statuses": {}, "errors": missing}, 200, errors.HEADERS)

    def _step(self, urn: str) -> dict[str, Any] | None:
        image = self._world.state.get("linkedin", "image", urn)
        if image is None:
            return None
        if image["status"] == "PROCESSING":
            image["looks"] += 1
            if image["looks"] >= _LOOKS:
                image["status"] = "AVAILABLE"
            self._world.state.put("linkedin", "image", urn, image)
        return {"id": urn, "owner": image["owner"], "status": image["status"]}

    def fault(self, urn: Any, where: str) -> Response | None:
        """Why a post may not show that picture; None when it may."""
        if not isinstance(urn, str) or not urn.startswith("urn:li:image:"):
            self._world.violation("linkedin", f"{where} is no image URN")
            return errors.error("400/INVALID_URN_TYPE", field=where)
        image = self._world.state.get("linkedin", "image", urn)
        if image is None or image["owner"] != ORGANISATION:
            self._world.violation("linkedin", "a picture that does not exist, or of another owner")
            return errors.error("400/INVALID_URN_ID", field=where)
        if image["status"] == "PROCESSING_FAILED":
            return errors.error("400/MEDIA_ASSET_PROCESSING_FAILED", field=where)
        if image["status"] != "AVAILABLE":
            self._world.violation("linkedin", "a picture was used before it was AVAILABLE")
            return errors.error("400/MEDIA_ASSET_WAITING_UPLOAD", field=where)
        return None

    def picture(self, urn: str | None) -> str:
        """The kept picture of an image URN; "" when there is none."""
        image = self._world.state.get("linkedin", "image", urn) if urn else None
        return str(image["picture"]) if image else ""


def _is_image(content: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            small = picture.width * picture.height < _PIXELS and getattr(picture, "n_frames", 1) <= _FRAMES
            return picture.format in {"JPEG", "MPO", "PNG", "GIF"} and small
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return False
