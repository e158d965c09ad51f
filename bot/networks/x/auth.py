"""X's credentials: the four OAuth 1.0a keys of one's own account, or an OAuth 2 user token."""

from __future__ import annotations

import tweepy

from bot.model.account import Account, CredentialNames
from bot.networks.sessions import OneCallSession

CREDENTIALS = CredentialNames(
    any_of=(
        frozenset({"consumer_key", "consumer_secret", "access_token", "access_token_secret"}),
        frozenset({"token"}),
    ),
    optional=frozenset({"refresh_token", "client_id", "client_secret", "bearer_token"}),
    needs_id=False,
)


def client(account: Account, session: OneCallSession) -> tuple[tweepy.Client, bool]:
    """The library's client over our session, and whether it signs by OAuth 1.0a.

    It never waits for a rate limit: the library would repeat the call, posts included.
    """
    token = account.secret("token")
    made = tweepy.Client(
        bearer_token=token,
        consumer_key=account.secret("consumer_key"),
        consumer_secret=account.secret("consumer_secret"),
        access_token=account.secret("access_token"),
        access_token_secret=account.secret("access_token_secret"),
        return_type=dict,
        wait_on_rate_limit=False,
    )
    made.session = session
    return made, token is None


def app_client(account: Account, session: OneCallSession) -> tweepy.Client | None:
    """A client with the app's own bearer, which reads what the app has used; None where none is configured."""
    bearer = account.secret("bearer_token")
    if bearer is None:
        return None
    made = tweepy.Client(bearer_token=bearer, return_type=dict, wait_on_rate_limit=False)
    made.session = session
    return made
