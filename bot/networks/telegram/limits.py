"""Limits and address of Telegram channels."""

from datetime import date

from bot.model.account import Endpoint
from bot.model.limits import Counting, Limits, LinkPlace, PhotoRule

#: A message has 4,096 characters; the documents do not say of which kind: UTF-16 units are never fewer. A photo has at
#: most 10 MB, width and height together 10,000 pixels, and sides of 1:20 (sendPhoto).
LIMITS = Limits(
    text=4096,
    counting=Counting.UTF16,
    link=LinkPlace.TEXT,
    # A photo's message shows no preview of the page.
    photo=PhotoRule.INSTEAD_OF_CARD,
    link_cost=None,
    reserved="",
    images=10,
    image_bytes=10_000_000,
    image_side_px=2560,
    image_min_side_px=100,
    alt=0,
    card_title=0,
    card_description=0,
    hashtags=True,
    source="https://core.telegram.org/bots/api#sendmessage",
    read_on=date(2026, 11, 25),
    image_aspect=20.0,
)

#: Longest text under a photo (core.telegram.org/bots/api#sendphoto, read 2026-11-25).
CAPTION = 1024

DEFAULT_ENDPOINT = Endpoint(
    api_url="https://api.telegram.org", options={"silent": "false"}, numbers={"caption_limit": CAPTION}
)
