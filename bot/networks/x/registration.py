"""X, as the registry knows it."""

from bot.networks.registration import Registration
from bot.networks.x.adapter import X
from bot.networks.x.auth import CREDENTIALS
from bot.networks.x.connect import XConnector
from bot.networks.x.limits import DEFAULT_ENDPOINT, LIMITS
from bot.networks.x.price import price_of

REGISTRATION = Registration(
    "x",
    X,
    LIMITS,
    DEFAULT_ENDPOINT,
    CREDENTIALS,
    connector=XConnector,
    price=price_of,
    options={
        "field_names": 'how fields are asked for first: "tweet" or "post"; the other is tried when X refuses',
        "authorize_url": "where a person gives consent; follows from api_url when empty",
    },
    numbers={
        "cost_per_post": "USD for a post without link",
        "cost_per_post_with_link": "USD for a post with a link",
        "cost_per_alt_text": "USD for a picture's alt text",
        "cost_per_deletion": "USD for a deletion",
        "cost_per_read": "USD for a post read by its id",
        "cost_per_owned_read": "USD for a post read from our own time line; 0.005 where the app is another account's",
        "cost_per_user_read": "USD for asking whose the keys are",
    },
)
