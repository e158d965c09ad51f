"""Limits, prices and address of X."""

from datetime import date

from bot.model.account import Endpoint
from bot.model.limits import Counting, Limits, LinkPlace, PhotoRule

#: twitter-text configuration v3; docs.x.com/resources/fundamentals/counting-characters, media best practices.
LIMITS = Limits(
    text=280,
    counting=Counting.X_WEIGHTED,
    link=LinkPlace.TEXT,
    photo=PhotoRule.BESIDE_LINK,
    link_cost=23,
    reserved="",
    images=4,
    image_bytes=5_000_000,
    image_side_px=2048,
    image_min_side_px=100,
    alt=1000,
    card_title=0,
    card_description=0,
    hashtags=True,
    # X names no greatest length of a thread; four replies hold all that a summary tells.
    thread=4,
    source="https://docs.x.com/resources/fundamentals/counting-characters",
    read_on=date(2026, 11, 23),
)

#: USD a call, in force since 2026-04-20 (docs.x.com, pricing, read 2026-11-23); keys of [networks.x.numbers].
PRICES = {
    "cost_per_post": 0.015,
    "cost_per_post_with_link": 0.200,
    "cost_per_alt_text": 0.005,
    "cost_per_deletion": 0.010,
    "cost_per_read": 0.005,
    "cost_per_owned_read": 0.001,
    "cost_per_user_read": 0.010,
}

#: `field_names` is "tweet" or "post", a rename is under way; an empty `authorize_url` follows from `api_url`.
DEFAULT_ENDPOINT = Endpoint(
    api_url="https://api.x.com", options={"field_names": "tweet", "authorize_url": ""}, numbers=dict(PRICES)
)
