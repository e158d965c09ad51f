"""The network's column in the contract suite."""

from bot.sandbox import accounts
from tests.networks.column import Column

COLUMN = Column(
    "x",
    "",
    {
        "consumer_key": accounts.X_CONSUMER_KEY,
        "consumer_secret": accounts.X_CONSUMER_SECRET,
        "access_token": accounts.X_ACCESS_TOKEN,
        "access_token_secret": accounts.X_ACCESS_TOKEN_SECRET,
    },
    gone="1859000000000000000",
    hosts={"api.x.com": ""},
    link_in_text=True,
    short_list=("bot.networks.x.adapter", {"payloads.CHUNK": 5, "_PAGES": 1}),
)
