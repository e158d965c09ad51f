"""Pictures to LinkedIn: asked for, sent, waited for; all of it before the post, where no reader sees it.

learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/images-api, read 2026-11-23. A post
that names a picture before it is AVAILABLE is refused, or is seen by nobody (peer).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.errors import Forbidden, Misused, NotFound, PictureRefused, Rejected
from bot.model.post import Picture
from bot.networks.linkedin import payloads
from bot.networks.linkedin.calls import Calls

#: What an upload may be refused with and the post still go out: nothing but the picture is in that request.
_PICTURE_ALONE = (Misused, Rejected, PictureRefused, Forbidden, NotFound)
#: Seconds before each look at a picture that is being processed; after the last one the post goes without it.
_LOOKS_S = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
_FAILED = "MEDIA_ASSET_PROCESSING_FAILED"
#: Worth a second upload, and no third.
AGAIN = frozenset({_FAILED, "EXPIRED_UPLOAD_URL"})


@dataclass(slots=True)
class Uploaded:
    """The pictures that a post can show, and what became of the others."""

    images: list[payloads.Image] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Uploader:
    """The uploads of one organisation."""

    def __init__(self, calls: Calls, author: str, sleep: Callable[[float], None]) -> None:
        self._calls = calls
        self._author = author
        self._sleep = sleep

    def upload(self, pictures: Iterable[Picture], most: int, is_late: Callable[[], bool]) -> Uploaded:
        """At most so many pictures, ready to be shown; one refused, not ready or too late is left out and noted.

        `is_late`: whether the time that pictures may take is over. Raises RemoteError where the whole post cannot go
        out now (no connection, a dead token, too many calls).
        """
        done = Uploaded()
        for picture in pictures:
            if len(done.images) == most:
                break
            if is_late():
                done.notes.append("sent without a picture: LinkedIn took the ones before too slowly")
                continue
            try:
                urn = self._uploaded(picture, is_late)
            except _PICTURE_ALONE as error:
                done.notes.append(f"sent without a picture: {error}")
            else:
                done.images.append(payloads.Image(urn, picture.alt))
        return done

    def _uploaded(self, picture: Picture, is_late: Callable[[], bool]) -> str:
        try:
            return self._ready(picture, is_late)
        except PictureRefused as error:
            if error.code not in AGAIN or is_late():
                raise
        return self._ready(picture, is_late)

    def _ready(self, picture: Picture, is_late: Callable[[], bool]) -> str:
        """The URN of a picture that is ready to be shown. Raises PictureRefused when it does not become so."""
        ask = {"initializeUploadRequest": {"owner": self._author}}
        reply = self._calls.ask("images", "action=initializeUpload", ask)
        given = payloads.understood(reply, payloads.Upload).value
        self._calls.send(given.uploadUrl, picture.content, picture.media_type)
        status = ""
        for wait_s in _LOOKS_S:
            if wait_s:
                self._sleep(wait_s)
            status = self._status(given.image) or status
            if status == "AVAILABLE":
                return given.image
            if status == "PROCESSING_FAILED":
                raise PictureRefused("LinkedIn could not read the picture", code=_FAILED)
            if is_late():
                break
        raise PictureRefused(f"LinkedIn has not made it ready ({status or 'it does not show it'})")

    def _status(self, urn: str) -> str:
        """How far the picture is; "" where LinkedIn does not show it, which right after an upload passes (peer)."""
        try:
            reply = self._calls.read(f"images/{payloads.encoded(urn)}")
        except (Forbidden, NotFound):
            return ""
        return payloads.understood(reply, payloads.ImageState).status
