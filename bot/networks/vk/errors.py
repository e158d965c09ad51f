"""VK's error codes → our classes. Errors come as HTTP 200.

Source: the official schema (VKCOM/vk-api-schema, 5.199) and dev.vk.com/en/reference/errors, read 2026-11-23; lines
marked "peer" are other projects' readings.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.errors import (
    Forbidden,
    Misused,
    NotFound,
    OutcomeUnknown,
    PersonNeeded,
    PictureRefused,
    RateLimited,
    Rejected,
    RemoteError,
    Unauthorized,
    Unavailable,
)

CODES: Mapping[int, type[RemoteError]] = {
    1: OutcomeUnknown,  # unknown error
    3: Misused,  # unknown method
    5: Unauthorized,  # authorisation failed
    6: RateLimited,  # too many a second; not executed
    7: Forbidden,  # permission
    8: Misused,  # invalid request
    9: RateLimited,  # flood control; since 2026-09 also the app's quota (peer)
    10: OutcomeUnknown,  # internal server error
    14: PersonNeeded,  # captcha
    15: Forbidden,  # access denied
    17: PersonNeeded,  # validation
    18: Unauthorized,  # page deleted
    19: Rejected,  # content blocked
    20: Forbidden,
    21: Forbidden,
    22: PictureRefused,  # upload error
    23: Forbidden,  # method disabled
    24: PersonNeeded,  # confirmation
    25: PersonNeeded,  # token confirmation
    27: Forbidden,  # wrong kind of key for the method
    28: Unauthorized,  # application authorisation failed
    29: RateLimited,  # quota of the method
    36: OutcomeUnknown,  # method timed out
    37: Unauthorized,  # user banned
    40: NotFound,  # unknown group (peer)
    42: PersonNeeded,  # address not allowed
    100: Misused,  # a parameter is wrong or missing
    104: NotFound,
    113: Misused,  # invalid user id
    114: PictureRefused,  # invalid album
    118: PictureRefused,  # invalid server
    121: PictureRefused,  # invalid hash
    122: PictureRefused,  # invalid photo
    125: Misused,  # invalid group id
    129: PictureRefused,  # invalid photo
    200: Forbidden,
    203: Forbidden,
    210: Forbidden,
    212: Forbidden,
    214: Forbidden,  # adding a post denied; with 50 a day see below
    219: RateLimited,  # an advert was posted recently
    220: RateLimited,  # too many recipients
    222: Rejected,  # hyperlinks are forbidden
    224: RateLimited,  # too many adverts
    225: Misused,
    1051: Forbidden,  # a VK ID token where it has no say (peer)
    1117: Unauthorized,  # token expired
    3102: Rejected,  # no source for the copyright link
    3300: PersonNeeded,
    3301: PersonNeeded,
    3302: PersonNeeded,
    3303: PersonNeeded,
    3304: PersonNeeded,
    3610: Unauthorized,  # user deactivated
    13000: Rejected,  # upload denied: the community has strikes (peer)
}
WAITS: Mapping[int, timedelta] = {
    6: timedelta(seconds=1),
    9: timedelta(minutes=15),
    29: timedelta(hours=24),
    219: timedelta(hours=1),
    220: timedelta(hours=1),
    224: timedelta(hours=1),
}
#: What error 100 says when the link's page has no picture for a card.
_CARD_SIGNS = ("link_photo_sizing_rule", "No photo given")
_DAILY_SIGN = "50 posts"


def error_of(code: int, message: str, *, writes: bool) -> RemoteError:
    """The error that a code means. `message` is read only where the sheet says that the code alone does not tell."""
    kind = CODES.get(code, OutcomeUnknown)
    wait = WAITS.get(code)
    if code == 214 and _DAILY_SIGN in message:
        kind, wait = RateLimited, timedelta(hours=24)
    if kind is OutcomeUnknown and not writes:
        kind = Unavailable
    return kind(message.partition(":")[0].strip() or "VK refused", code=str(code), retry_after=wait)


def is_card_fault(code: int, message: str) -> bool:
    """Whether the post was refused only because no card can be made of its link."""
    return code == 100 and any(sign in message for sign in _CARD_SIGNS)
