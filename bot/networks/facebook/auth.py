"""The Page token goes into a header or a body: never into an address, which ends in logs."""

from __future__ import annotations

import hashlib
import hmac

from bot.model.account import CredentialNames

#: With `app_secret` each call proves that it comes from the app; with `app_id` beside it, or with `app_token`, the
#: check can ask what the token is.
CREDENTIALS = CredentialNames(any_of=(frozenset({"token"}),), optional=frozenset({"app_secret", "app_id", "app_token"}))


def headers(token: str) -> dict[str, str]:
    """Authorization: Bearer; none without a token."""
    return {"Authorization": f"Bearer {token}"} if token else {}


def proof(token: str, app_secret: str) -> str:
    """The `appsecret_proof` of a call with that token (developers.facebook.com/docs/graph-api/securing-requests)."""
    return hmac.new(app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
