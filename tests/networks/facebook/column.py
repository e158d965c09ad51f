"""The network's column in the contract suite."""

from bot.sandbox import accounts
from tests.networks.column import Column

COLUMN = Column(
    "facebook",
    accounts.FACEBOOK_PAGE,
    {"token": accounts.FACEBOOK_TOKEN},
    gone="1234567890_1",
    hosts={"graph.facebook.com": ""},
    link_in_photo_text=True,
    card_is_scraped_only=True,
    uploads_with_the_post=True,
    short_list=("bot.networks.facebook.adapter", {"_PAGE_SIZE": 5, "_PAGES": 1}),
)
