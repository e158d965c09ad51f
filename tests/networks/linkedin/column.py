"""The network's column in the contract suite."""

from bot.sandbox import accounts
from tests.networks.column import Column

COLUMN = Column(
    "linkedin",
    accounts.LINKEDIN_ORGANISATION,
    {"token": accounts.LINKEDIN_TOKEN},
    gone="urn:li:share:1",
    hosts={"api.linkedin.com": ""},
    short_list=("bot.networks.linkedin.adapter", {"_PAGE_SIZE": 5, "_PAGES": 1}),
)
