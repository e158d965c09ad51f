"""Pictures to OK: an address, one upload of all of them, a token each. No reader sees any of it.

apiok.ru: photosV2.getUploadUrl and dev/examples/moment_upload, read 2026-11-23. photosV2.commit is not called:
a picture that goes into a group's topic needs none (apiok documentation, photosV2.commit).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.errors import Forbidden, Misused, NotFound, PictureRefused, Rejected, RemoteError
from bot.model.post import Picture
from bot.networks.ok import payloads
from bot.networks.ok.calls import Calls

_UNNAMED = "sent without a picture: OK gave no token for it"
#: What an upload may be refused with and the topic still go out: nothing but pictures is in that request.
_PICTURES_ALONE = (Misused, Rejected, PictureRefused, Forbidden, NotFound)


@dataclass(slots=True)
class Uploaded:
    """The pictures that a topic can name, and what became of the others."""

    tokens: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def upload_all(calls: Calls, group: str, pictures: Sequence[Picture], is_late: Callable[[], bool]) -> Uploaded:
    """The uploaded pictures; those that are refused or too late are left out and noted.

    All go in one upload; when it is refused, each goes alone, so that one bad picture costs no other. `is_late`:
    whether the time that pictures may take is over. Raises RemoteError where the whole topic cannot go out now.
    """
    done = Uploaded()
    if not pictures:
        return done
    try:
        done.tokens, missing = _upload(calls, group, pictures)
    except Forbidden as error:
        # The right to upload is missing, for one picture as for all.
        return Uploaded([], [_note(error)])
    except _PICTURES_ALONE as error:
        if len(pictures) == 1:
            return Uploaded([], [_note(error)])
    else:
        done.notes += [_UNNAMED] * missing
        return done
    for picture in pictures:
        if is_late():
            done.notes.append("sent without a picture: OK took the ones before too slowly")
            continue
        try:
            tokens, missing = _upload(calls, group, [picture])
        except _PICTURES_ALONE as error:
            done.notes.append(_note(error))
        else:
            done.tokens += tokens
            done.notes += [_UNNAMED] * missing
    return done


def _upload(calls: Calls, group: str, pictures: Sequence[Picture]) -> tuple[list[str], int]:
    """The tokens in the order of the pictures, and how many are missing. Raises RemoteError."""
    asked = calls.ask("photosV2.getUploadUrl", gid=group, count=str(len(pictures)))
    target = payloads.understood(asked, payloads.UploadUrl)
    files = {
        f"pic{number}": (
            f"picture{number}.{picture.media_type.rpartition('/')[2]}",
            picture.content,
            picture.media_type,
        )
        for number, picture in enumerate(pictures, 1)
    }
    answer = calls.upload(target.upload_url, files)
    try:
        photos = payloads.Uploaded.model_validate(answer).photos
    except ValueError:
        raise PictureRefused("OK took the picture and gave no token for it") from None
    # The token, never the id: a topic with the id would be refused.
    tokens = [photos[identity].token for identity in target.photo_ids if identity in photos and photos[identity].token]
    return tokens, max(len(pictures) - len(tokens), 0)


def _note(error: RemoteError) -> str:
    return f"sent without a picture: {error}"
