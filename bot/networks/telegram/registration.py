"""Telegram, as the registry knows it."""

from bot.networks.registration import Registration
from bot.networks.telegram.adapter import Telegram
from bot.networks.telegram.auth import CREDENTIALS
from bot.networks.telegram.connect import TelegramConnector
from bot.networks.telegram.limits import DEFAULT_ENDPOINT, LIMITS

REGISTRATION = Registration(
    "telegram",
    Telegram,
    LIMITS,
    DEFAULT_ENDPOINT,
    CREDENTIALS,
    connector=TelegramConnector,
    options={"silent": '"true": readers hear no sound'},
    numbers={"caption_limit": "longest text under a photo; a longer one goes out with the page's preview instead"},
)
