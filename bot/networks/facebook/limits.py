"""Limits and address of Facebook Pages."""

from datetime import date

from bot.model.account import Endpoint
from bot.model.limits import Counting, Limits, LinkPlace, PhotoRule

#: developers.facebook.com/docs/pages-api/posts; the 63,206 characters and 4 MB are peers' readings.
LIMITS = Limits(
    text=63_206,
    counting=Counting.CODE_POINTS,
    link=LinkPlace.CARD_SCRAPED,
    photo=PhotoRule.INSTEAD_OF_CARD,
    link_cost=None,
    reserved="",
    images=10,
    image_bytes=4_000_000,
    image_side_px=2048,
    image_min_side_px=200,
    alt=1000,
    card_title=0,
    card_description=0,
    hashtags=True,
    source="https://developers.facebook.com/docs/pages-api/posts",
    read_on=date(2026, 11, 23),
)

#: v26.0 is the newest; it lives until about mid-2028.
DEFAULT_ENDPOINT = Endpoint(api_url="https://graph.facebook.com", version="v26.0")
