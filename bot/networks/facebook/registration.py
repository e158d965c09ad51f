"""Facebook, as the registry knows it."""

from bot.networks.facebook.adapter import Facebook
from bot.networks.facebook.auth import CREDENTIALS
from bot.networks.facebook.limits import DEFAULT_ENDPOINT, LIMITS
from bot.networks.registration import Registration

REGISTRATION = Registration("facebook", Facebook, LIMITS, DEFAULT_ENDPOINT, CREDENTIALS)
