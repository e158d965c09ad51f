"""The network's column in the contract suite."""

from bot.sandbox import accounts
from tests.networks.column import Column

COLUMN = Column(
    "mastodon",
    accounts.MASTODON_ACCOUNT,
    {"token": accounts.MASTODON_TOKEN},
    gone="119999999999999999",
    hosts={"mastodon.social": ""},
    link_in_text=True,
    link_in_photo_text=True,
    card_is_scraped_only=True,
    never_told=frozenset({"impressions"}),
    short_list=("bot.networks.mastodon.measure", {"PAGE": 5, "_PAGES": 1}),
)
