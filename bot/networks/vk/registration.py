"""VK, as the registry knows it."""

from bot.networks.registration import Registration
from bot.networks.vk.adapter import VK
from bot.networks.vk.auth import CREDENTIALS
from bot.networks.vk.limits import DEFAULT_ENDPOINT, LIMITS

REGISTRATION = Registration("vk", VK, LIMITS, DEFAULT_ENDPOINT, CREDENTIALS)
