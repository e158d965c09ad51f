"""OK, as the registry knows it."""

from bot.networks.ok.adapter import OK
from bot.networks.ok.auth import CREDENTIALS
from bot.networks.ok.limits import DEFAULT_ENDPOINT, LIMITS
from bot.networks.registration import Registration

REGISTRATION = Registration("ok", OK, LIMITS, DEFAULT_ENDPOINT, CREDENTIALS)
