"""Mastodon, as the registry knows it."""

from bot.networks.mastodon.adapter import Mastodon
from bot.networks.mastodon.auth import CREDENTIALS
from bot.networks.mastodon.connect import MastodonConnector
from bot.networks.mastodon.errors import ENDED
from bot.networks.mastodon.limits import DEFAULT_ENDPOINT, LIMITS
from bot.networks.registration import Registration

REGISTRATION = Registration(
    "mastodon",
    Mastodon,
    LIMITS,
    DEFAULT_ENDPOINT,
    CREDENTIALS,
    connector=MastodonConnector,
    ended=ENDED,
    options={"visibility": '"public", "unlisted" or "private"; the account\'s own setting when empty'},
    numbers={"ids_per_call": "statuses in one look-up"},
)
