"""Pictures to a server, with their alt texts, until they are ready: all of it before the status, unseen by readers.

docs.joinmastodon.org/methods/media, read 2026-11-25: 200 is ready, 202 is not yet; GET /api/v1/media/:id then answers
206 as long as it is not. A status that names a picture which is not ready is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.errors import Forbidden, Misused, NotFound, PictureRefused, Rejected
from bot.model.post import Picture
from bot.networks.mastodon import payloads
from bot.networks.mastodon.calls import Calls
from bot.networks.mastodon.payloads import Media

#: What an upload may be refused with and the status still go out: nothing but the picture is in that request.
_PICTURE_ALONE = (Misused, Rejected, PictureRefused, Forbidden, NotFound)
_LOOKS = 20
_PAUSE_S = 1.0


@dataclass(slots=True)
class Uploaded:
    """The pictures that a status can name, and what became of the others."""

    media: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def upload_all(
    calls: Calls,
    pictures: Sequence[Picture],
    alt_limit: int,
    is_late: Callable[[], bool],
    sleep: Callable[[float], None],
) -> Uploaded:
    """The uploaded pictures; one that is refused, not ready or too late is left out and noted.

    `is_late`: whether the time that pictures may take is over. Raises RemoteError where the whole status cannot go out
    now (no connection, a dead token, a spent limit).
    """
    done = Uploaded()
    for picture in pictures:
        if is_late():
            done.notes.append("sent without a picture: the server took the ones before too slowly")
            continue
        try:
            done.media.append(_upload(calls, picture, alt_limit, is_late, sleep))
        except _PICTURE_ALONE as error:
            done.notes.append(f"sent without a picture: {error}")
    return done


def _upload(
    calls: Calls, picture: Picture, alt_limit: int, is_late: Callable[[], bool], sleep: Callable[[float], None]
) -> str:
    status, answer = calls.upload(payloads.file_of(picture), (picture.alt or "")[:alt_limit])
    made = payloads.understood(answer, Media)
    if status == 200 and made.url:
        return made.id
    for _ in range(_LOOKS):
        if is_late():
            break
        sleep(_PAUSE_S)
        status, answer = calls.ask_with_status(f"api/v1/media/{made.id}")
        if status == 200 and payloads.understood(answer, Media).url:
            return made.id
    raise PictureRefused("the server has not made it ready in time")
