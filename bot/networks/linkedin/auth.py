"""A member's token with a role at the organisation, and the headers that every call needs."""

from __future__ import annotations

from bot.model.account import CredentialNames

#: With `client_id` and `client_secret` the check can ask what the token may do and when it ends.
CREDENTIALS = CredentialNames(
    any_of=(frozenset({"token"}),), optional=frozenset({"refresh_token", "client_id", "client_secret"})
)


def headers(token: str, version: str = "") -> dict[str, str]:
    """Authorization: Bearer, with the version that requests and answers depend on.

    `version`: "" for the addresses that pictures are sent to, which have none.
    """
    bearer = {"Authorization": f"Bearer {token}"}
    return {**bearer, "LinkedIn-Version": version, "X-Restli-Protocol-Version": "2.0.0"} if version else bearer
