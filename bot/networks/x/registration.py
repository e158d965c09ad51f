"""X, as the registry knows it."""

from bot.networks.registration import Registration
from bot.networks.x.adapter import X
from bot.networks.x.auth import CREDENTIALS
from bot.networks.x.limits import DEFAULT_ENDPOINT, LIMITS

REGISTRATION = Registration(
    "x",
    X,
    LIMITS,
    DEFAULT_ENDPOINT,
    CREDENTIALS,
    options={"field_names": 'how fields are asked for: "tweet" or "post"'},
    numbers={
        "cost_per_post": "USD for a post without link",
        "cost_per_post_with_link": "USD for a post with a link",
    },
)
