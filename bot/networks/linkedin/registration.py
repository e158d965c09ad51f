"""LinkedIn, as the registry knows it."""

from bot.networks.linkedin.adapter import LinkedIn
from bot.networks.linkedin.auth import CREDENTIALS
from bot.networks.linkedin.limits import DEFAULT_ENDPOINT, LIMITS
from bot.networks.registration import Registration

REGISTRATION = Registration("linkedin", LinkedIn, LIMITS, DEFAULT_ENDPOINT, CREDENTIALS)
