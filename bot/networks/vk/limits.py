"""Limits and address of VK communities."""

from datetime import date

from bot.model.account import Endpoint
from bot.model.limits import Counting, Limits, LinkPlace, PhotoRule
from bot.networks.vk.quotas import NUMBERS

#: No official length of a text: peers cut at 16,384; kept below it, text_limit overrides. 50 posts a day.
LIMITS = Limits(
    text=15_000,
    counting=Counting.UTF16,
    link=LinkPlace.CARD_SCRAPED,
    photo=PhotoRule.BESIDE_LINK,
    link_cost=None,
    reserved="",
    images=10,
    image_bytes=20_000_000,
    image_side_px=2560,
    image_min_side_px=100,
    alt=0,
    card_title=0,
    card_description=0,
    hashtags=True,
    source="https://dev.vk.com/en/method/wall.post",
    read_on=date(2026, 11, 23),
)

#: 5.199 is the newest version in the official list. An empty `id_url` follows from `api_url`.
DEFAULT_ENDPOINT = Endpoint(
    api_url="https://api.vk.ru", version="5.199", options={"id_url": "", "messages_dialog": ""}, numbers=dict(NUMBERS)
)
