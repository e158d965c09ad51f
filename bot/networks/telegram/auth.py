"""Telegram's one secret: the bot's token, which stands in the path of every address by the Bot API's own design.

core.telegram.org/bots/api#authorizing-your-bot, read 2026-11-25: https://api.telegram.org/bot<token>/METHOD.
"""

from __future__ import annotations

import re

from bot.errors import Unauthorized
from bot.model.account import Account, CredentialNames

CREDENTIALS = CredentialNames(any_of=(frozenset({"token"}),))
#: The bot's number, a colon, the secret: nothing that could lead to another address.
_SHAPE = re.compile(r"([0-9]{1,20}):([A-Za-z0-9_-]{20,100})")


def token_of(account: Account) -> str:
    """The account's token. Raises Unauthorized for what cannot be one: it must not come into an address."""
    token = (account.secret("token") or "").strip()
    if _SHAPE.fullmatch(token) is None:
        raise Unauthorized(
            "the token is not of the form 123456:ABC… that @BotFather gives → copy it again", code="token"
        )
    return token


def secrets_of(account: Account) -> list[str]:
    """What must not be shown: the token, and its secret half."""
    token = (account.secret("token") or "").strip()
    return [part for part in (token, token.partition(":")[2]) if part]
