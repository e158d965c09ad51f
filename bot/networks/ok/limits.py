"""Limits and address of OK groups."""

from datetime import date

from bot.model.account import Endpoint
from bot.model.limits import Counting, Limits, LinkPlace, PhotoRule

#: No official figure for the text: peers stop at 5,000, error 601 tells. Kept below it; text_limit overrides.
LIMITS = Limits(
    text=4500,
    counting=Counting.UTF16,
    link=LinkPlace.CARD_SCRAPED,
    photo=PhotoRule.BESIDE_LINK,
    link_cost=None,
    reserved="",
    images=10,
    image_bytes=5_000_000,
    image_side_px=1600,
    image_min_side_px=100,
    alt=0,
    card_title=0,
    card_description=0,
    hashtags=True,
    source="https://apiok.ru/dev/methods/rest/mediatopic/mediatopic.post",
    read_on=date(2026, 11, 23),
)

#: OK publishes no general rate; peers pace about 3 calls a second (read 2026-11-23).
CALLS_PER_SECOND = 2.0
#: Topics in one look-up, rows on one page of statistics: no official figure, peers ask for 100.
IDS_PER_CALL = 100
STATISTICS_PER_CALL = 100

#: `authorize_url` follows from `api_url` when empty.
DEFAULT_ENDPOINT = Endpoint(
    api_url="https://api.ok.ru",
    options={"authorize_url": ""},
    numbers={
        "calls_per_second": CALLS_PER_SECOND,
        "ids_per_call": IDS_PER_CALL,
        "statistics_per_call": STATISTICS_PER_CALL,
    },
)
