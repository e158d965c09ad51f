"""The network's column in the contract suite."""

from bot.sandbox import accounts
from tests.networks.column import Column

COLUMN = Column(
    "vk",
    accounts.VK_COMMUNITY,
    {
        "community_key": accounts.VK_COMMUNITY_KEY,
        "service_key": accounts.VK_SERVICE_KEY,
        "user_token": accounts.VK_USER_TOKEN,
    },
    gone="999",
    hosts={"api.vk.ru": ""},
    short_list=("bot.networks.vk.adapter", {"CHUNK": 5, "_PAGES": 1}),
)
