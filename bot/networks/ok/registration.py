"""OK, as the registry knows it."""

from bot.networks.ok.adapter import OK
from bot.networks.ok.auth import CREDENTIALS
from bot.networks.ok.connect import OKConnector
from bot.networks.ok.limits import DEFAULT_ENDPOINT, LIMITS
from bot.networks.registration import Registration

REGISTRATION = Registration(
    "ok",
    OK,
    LIMITS,
    DEFAULT_ENDPOINT,
    CREDENTIALS,
    ended=frozenset({"102", "107", "2002", "2004"}),
    connector=OKConnector,
    options={"authorize_url": "where a person gives consent; follows from api_url when empty"},
    numbers={
        "calls_per_second": "how fast reads may follow each other; 0 = as fast as they come",
        "ids_per_call": "topics in one look-up (mediatopic.getByIds)",
        "statistics_per_call": "topics on one page of statistics (group.getStatTopics)",
    },
)
