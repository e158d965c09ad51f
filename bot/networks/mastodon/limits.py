"""Limits and address of Mastodon accounts."""

from datetime import date

from bot.model.account import Endpoint
from bot.model.limits import Counting, Limits, LinkPlace, PhotoRule

#: What a server has by itself (docs.joinmastodon.org/entities/Instance); each may set its own, which `check` tells.
#: Mastodon counts what readers take for one character; code points are never fewer.
LIMITS = Limits(
    text=500,
    counting=Counting.CODE_POINTS,
    link=LinkPlace.TEXT,
    # A status with pictures shows no card of the page.
    photo=PhotoRule.INSTEAD_OF_CARD,
    link_cost=23,
    reserved="",
    images=4,
    image_bytes=8_000_000,
    image_side_px=2048,
    image_min_side_px=100,
    alt=1500,
    card_title=0,
    card_description=0,
    hashtags=True,
    source="https://docs.joinmastodon.org/user/posting/",
    read_on=date(2026, 11, 25),
)

#: Statuses on one page of an account (docs.joinmastodon.org/methods/accounts/#statuses, read 2026-11-25).
PAGE = 40
#: Statuses in one look-up: DEFAULT_STATUSES_LIMIT in the server's source, read 2026-11-25; the documents name none.
IDS_PER_CALL = 20

#: An empty `visibility` is the account's own.
DEFAULT_ENDPOINT = Endpoint(
    api_url="https://mastodon.social", options={"visibility": ""}, numbers={"ids_per_call": IDS_PER_CALL}
)
