"""Facebook, as the registry knows it."""

from bot.networks.facebook.adapter import Facebook
from bot.networks.facebook.auth import CREDENTIALS
from bot.networks.facebook.connect import FacebookConnector
from bot.networks.facebook.limits import DEFAULT_ENDPOINT, LIMITS
from bot.networks.registration import Registration

REGISTRATION = Registration(
    "facebook",
    Facebook,
    LIMITS,
    DEFAULT_ENDPOINT,
    CREDENTIALS,
    ended=frozenset({"190/458", "190/460", "190/463"}),
    connector=FacebookConnector,
    options={"login_url": "where the login pages are; https://www.facebook.com unless api_url is another's"},
)
