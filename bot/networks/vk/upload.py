"""Pictures to VK: server, upload, save; all of it before the post, where no reader sees it.

By a user token into the wall's album (dev.vk.com/en/api/upload/wall-photo, read 2026-11-23), or, where the operator
names a dialog, by the community key into the album of messages, of which peers say that it works at times.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.errors import (
    Forbidden,
    Misused,
    NotFound,
    PersonNeeded,
    PictureRefused,
    RateLimited,
    Rejected,
    RemoteError,
    Unauthorized,
    Unavailable,
)
from bot.model.post import Picture
from bot.networks.vk import payloads
from bot.networks.vk.auth import COMMUNITY, USER
from bot.networks.vk.calls import Calls

#: Nothing but the picture is in these calls: the post can go out without it.
_PICTURE_ALONE = (PictureRefused, Rejected, Misused, Forbidden, NotFound)
#: Nothing further is to be tried by this credential now; the post goes out by another one.
_CREDENTIAL_ALONE = (Unauthorized, RateLimited, PersonNeeded)
#: dev.vk.com/en/api/upload/wall-photo: the longer side at most twenty times the other.
_LONGEST_ASPECT = 20
_LARGEST_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Way:
    """One way of a picture into VK."""

    credential: str
    #: Methods and their own parameters.
    server: str
    save: str
    given: dict[str, str]
    given_to_save: dict[str, str]


@dataclass(slots=True)
class Uploaded:
    """The pictures that a post can name, and what became of the others."""

    photos: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    #: Whether they lie in the album of messages, where they may stay unseen.
    is_unsure: bool = False


def way_of(calls: Calls, group: str, dialog: str) -> Way | None:
    """The way that the credentials leave open; None when there is none. `dialog`: "" = none named."""
    if calls.has(USER):
        of_group = {"group_id": group}
        return Way(USER, "photos.getWallUploadServer", "photos.saveWallPhoto", of_group, of_group)
    if dialog and calls.has(COMMUNITY):
        return Way(COMMUNITY, "photos.getMessagesUploadServer", "photos.saveMessagesPhoto", {"peer_id": dialog}, {})
    return None


def upload_all(calls: Calls, way: Way | None, pictures: Sequence[Picture], is_late: Callable[[], bool]) -> Uploaded:
    """The uploaded pictures; one that is refused or too late is left out and noted.

    Raises RemoteError where the whole post cannot go out now: no connection, or the credential that posts is refused.
    """
    if not pictures:
        return Uploaded()
    if way is None:
        return Uploaded(notes=["sent without a picture: only a user_token may upload one"])
    done = Uploaded(is_unsure=way.credential == COMMUNITY)
    for picture in pictures:
        if is_late():
            done.notes.append("sent without a picture: VK took the ones before too slowly")
            continue
        try:
            done.photos.append(_uploaded(calls, way, picture, is_late))
        except _PICTURE_ALONE as error:
            done.notes.append(f"sent without a picture: {error}")
        except _CREDENTIAL_ALONE as error:
            if way.credential == calls.poster:
                raise
            done.notes.append(f"sent without a picture, and without those after it: {way.credential}: {error}")
            break
    return done


def _uploaded(calls: Calls, way: Way, picture: Picture, is_late: Callable[[], bool]) -> str:
    """The attachment; an upload that went wrong is made anew once."""
    if max(picture.width, picture.height) > _LONGEST_ASPECT * min(picture.width, picture.height):
        raise PictureRefused("VK takes none that is more than twenty times as long as wide")
    if len(picture.content) > _LARGEST_BYTES:
        raise PictureRefused("VK takes none of more than 50 MB")
    try:
        return _once(calls, way, picture)
    except PictureRefused:
        if is_late():
            raise
    return _once(calls, way, picture)


def _once(calls: Calls, way: Way, picture: Picture) -> str:
    server = payloads.understood(calls.ask(way.credential, way.server, way.given), payloads.UploadServer)
    told = _taken(calls, server, picture)
    given = {**way.given_to_save, "server": str(told.server), "photo": told.photo, "hash": told.hash}
    saved = payloads.rows_of(calls.ask(way.credential, way.save, given), payloads.Photo)
    if not saved:
        raise PictureRefused("VK saved no picture")
    return payloads.attachment(saved[0])


def _taken(calls: Calls, server: payloads.UploadServer, picture: Picture) -> payloads.Uploaded:
    """What the upload server gave for the picture. Raises PictureRefused for an empty list inside HTTP 200."""
    try:
        answer = calls.upload(server.upload_url, picture.content, picture.media_type)
    except Unavailable:
        if not server.fallback_upload_url:
            raise
        answer = calls.upload(server.fallback_upload_url, picture.content, picture.media_type)
    try:
        told = payloads.Uploaded.model_validate_json(answer)
    except ValueError:
        raise PictureRefused("VK's upload server gave no photo") from None
    if told.photo in {"", "[]"}:
        raise PictureRefused("VK's upload server took no picture")
    return told


def without_photos(uploaded: Uploaded, error: RemoteError) -> Uploaded:
    """The same without any picture, noted: the post's own call refused them."""
    return Uploaded([], [*uploaded.notes, f"sent without a picture: {error}"])
