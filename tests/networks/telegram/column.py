"""The network's column in the contract suite."""

from bot.sandbox import accounts
from tests.networks.column import Column

COLUMN = Column(
    "telegram",
    accounts.TELEGRAM_CHANNEL,
    {"token": accounts.TELEGRAM_TOKEN},
    gone="999999",
    hosts={"api.telegram.org": ""},
    link_in_text=True,
    link_in_photo_text=True,
    card_is_scraped_only=True,
    uploads_with_the_post=True,
    cannot_be_read=True,
    never_told=frozenset({"impressions", "reactions", "comments", "shares"}),
)
