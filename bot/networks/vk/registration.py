"""VK, as the registry knows it."""

from bot.networks.registration import Registration
from bot.networks.vk.adapter import VK
from bot.networks.vk.auth import CREDENTIALS
from bot.networks.vk.connect import VKConnector
from bot.networks.vk.limits import DEFAULT_ENDPOINT, LIMITS

REGISTRATION = Registration(
    "vk",
    VK,
    LIMITS,
    DEFAULT_ENDPOINT,
    CREDENTIALS,
    ended=frozenset({"5/expired", "18", "37", "1117", "3610"}),
    connector=VKConnector,
    options={
        "id_url": "where a person logs in and tokens are made new; follows from api_url when empty",
        "messages_dialog": "peer_id of a dialog by which a community key uploads pictures; empty = it uploads none",
    },
    numbers={
        "calls_per_month": "calls of the app in a month (10,000 until VK has verified it); 0 = not limited",
        "posts_per_day": "posts of the community in 24 hours (50 until VK has verified it); 0 = not limited",
    },
)
