"""LinkedIn, as the registry knows it."""

from bot.networks.linkedin.adapter import LinkedIn
from bot.networks.linkedin.auth import CREDENTIALS
from bot.networks.linkedin.connect import LinkedInConnector
from bot.networks.linkedin.limits import DEFAULT_ENDPOINT, LIMITS
from bot.networks.registration import Registration

REGISTRATION = Registration(
    "linkedin",
    LinkedIn,
    LIMITS,
    DEFAULT_ENDPOINT,
    CREDENTIALS,
    ended=frozenset({"EXPIRED_ACCESS_TOKEN", "REVOKED_ACCESS_TOKEN"}),
    connector=LinkedInConnector,
    options={
        "login_url": "where the login is; https://www.linkedin.com unless api_url is another's",
        "scopes": "rights to ask for when connecting; all four of the Community Management API when empty",
    },
    numbers={
        "daily_posts": "posts a UTC day that LinkedIn allows (Developer Portal, Analytics); 0 = not known",
        "daily_calls": "calls of every other kind a UTC day, counted kind by kind; 0 = not known",
    },
)
