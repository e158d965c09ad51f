"""Network name → how it is built: the one explicit list. A new network is one line here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from bot.clock import Clock
from bot.model.account import Account, CredentialNames, Endpoint
from bot.model.limits import Limits
from bot.networks.base import Network
from bot.networks.facebook.adapter import Facebook
from bot.networks.facebook.auth import CREDENTIALS as FACEBOOK_CREDENTIALS
from bot.networks.facebook.limits import DEFAULT_ENDPOINT as FACEBOOK_ENDPOINT
from bot.networks.facebook.limits import LIMITS as FACEBOOK_LIMITS
from bot.networks.linkedin.adapter import LinkedIn
from bot.networks.linkedin.auth import CREDENTIALS as LINKEDIN_CREDENTIALS
from bot.networks.linkedin.limits import DEFAULT_ENDPOINT as LINKEDIN_ENDPOINT
from bot.networks.linkedin.limits import LIMITS as LINKEDIN_LIMITS
from bot.networks.ok.adapter import OK
from bot.networks.ok.auth import CREDENTIALS as OK_CREDENTIALS
from bot.networks.ok.limits import DEFAULT_ENDPOINT as OK_ENDPOINT
from bot.networks.ok.limits import LIMITS as OK_LIMITS
from bot.networks.vk.adapter import VK
from bot.networks.vk.auth import CREDENTIALS as VK_CREDENTIALS
from bot.networks.vk.limits import DEFAULT_ENDPOINT as VK_ENDPOINT
from bot.networks.vk.limits import LIMITS as VK_LIMITS
from bot.networks.x.adapter import X
from bot.networks.x.auth import CREDENTIALS as X_CREDENTIALS
from bot.networks.x.limits import DEFAULT_ENDPOINT as X_ENDPOINT
from bot.networks.x.limits import LIMITS as X_LIMITS


class Factory(Protocol):
    """Makes a network for one account."""

    def __call__(
        self, account: Account, endpoint: Endpoint, *, clock: Clock, allow_private: Collection[str] = ()
    ) -> Network:
        """A network bound to that account; makes no call."""
        ...


@dataclass(frozen=True, slots=True)
class Registration:
    """What the rest of the program knows of a network before it is called."""

    factory: Factory
    limits: Limits
    endpoint: Endpoint
    credentials: CredentialNames

    def limits_for(self, endpoint: Endpoint) -> Limits:
        """The limits with the operator's `text_limit` laid over them."""
        return replace(self.limits, text=int(endpoint.numbers.get("text_limit", self.limits.text)))


REGISTRY: Mapping[str, Registration] = {
    "facebook": Registration(Facebook, FACEBOOK_LIMITS, FACEBOOK_ENDPOINT, FACEBOOK_CREDENTIALS),
    "linkedin": Registration(LinkedIn, LINKEDIN_LIMITS, LINKEDIN_ENDPOINT, LINKEDIN_CREDENTIALS),
    "x": Registration(X, X_LIMITS, X_ENDPOINT, X_CREDENTIALS),
    "vk": Registration(VK, VK_LIMITS, VK_ENDPOINT, VK_CREDENTIALS),
    "ok": Registration(OK, OK_LIMITS, OK_ENDPOINT, OK_CREDENTIALS),
}
