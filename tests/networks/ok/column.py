"""The network's column in the contract suite."""

from bot.sandbox import accounts
from tests.networks.column import Column

COLUMN = Column(
    "ok",
    accounts.OK_GROUP,
    {
        "application_key": accounts.OK_APPLICATION_KEY,
        "access_token": accounts.OK_ACCESS_TOKEN,
        "application_secret_key": accounts.OK_APPLICATION_SECRET,
    },
    gone="1",
    hosts={"api.ok.ru": ""},
    short_list=("bot.networks.ok.listing", {"_COUNTS": ("5",), "_PAGES": 1}),
)
