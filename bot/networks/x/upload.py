"""Pictures to X, one shot each, with their alt texts: all of it before the post, where no reader sees it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.errors import Forbidden, Misused, NotFound, PictureRefused, Rejected, RemoteError
from bot.model.post import Picture
from bot.networks.x import payloads
from bot.networks.x.calls import Calls
from bot.networks.x.price import Purse

#: What an upload may be refused with and the post still go out: nothing but the picture is in that request.
_PICTURE_ALONE = (Misused, Rejected, PictureRefused, Forbidden, NotFound)


@dataclass(slots=True)
class Uploaded:
    """The pictures that a post can name, and what became of the others."""

    media: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    #: Alt texts that X took, and charges for.
    alts: int = 0


def upload_all(calls: Calls, pictures: Sequence[Picture], alt_limit: int, is_late: Callable[[], bool]) -> Uploaded:
    """The uploaded pictures; one that is refused, not ready or too late is left out and noted.

    `is_late`: whether the time that pictures may take is over. Raises RemoteError where the whole post cannot go out
    now (no connection, a dead token, a spent limit, empty credits).
    """
    done = Uploaded()
    for picture in pictures:
        if is_late():
            done.notes.append("sent without a picture: X took the ones before too slowly")
            continue
        try:
            media = _upload(calls, picture)
        except _PICTURE_ALONE as error:
            done.notes.append(f"sent without a picture: {error}")
            continue
        done.media.append(media)
        if picture.alt:
            _describe(calls, media, picture.alt[:alt_limit], done)
    return done


def _upload(calls: Calls, picture: Picture) -> str:
    """The media id. No `media_type`: specification 2.167 has no such key and refuses unknown ones."""
    given = {"media": base64.b64encode(picture.content).decode(), "media_category": "tweet_image"}
    made = payloads.understood(calls.ask("POST", "/2/media/upload", json=given), payloads.Made).data
    if made.processing_info.state not in {"", "succeeded"}:
        raise PictureRefused(f"X has not made it ready ({made.processing_info.state})")
    return made.id


def _describe(calls: Calls, media: str, alt: str, done: Uploaded) -> None:
    try:
        calls.ask("POST", "/2/media/metadata", json={"id": media, "metadata": {"alt_text": {"text": alt}}})
    except RemoteError as error:
        done.notes.append(f"the picture has no alt text: {error}")
    else:
        done.alts += 1


def leave_out(uploaded: Uploaded, error: PictureRefused) -> Uploaded:
    """The same without any picture, noted: the post's own call refused them."""
    return Uploaded([], [*uploaded.notes, f"sent without a picture: {error}"], uploaded.alts)


def charge_unused(purse: Purse, uploaded: Uploaded) -> None:
    """Notes what the pictures of a post that was surely not made have cost all the same."""
    if uploaded.alts:
        purse.charge("alt text", uploaded.alts)
