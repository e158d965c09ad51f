"""What the rest of the program knows of a network before it is called: one value per network's folder."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.clock import Clock
from bot.model.account import Account, CredentialNames, Endpoint
from bot.model.limits import Limits
from bot.model.money import Price
from bot.model.post import Post
from bot.networks.base import Connector, Network


class Factory(Protocol):
    """Makes a network for one account."""

    def __call__(
        self, account: Account, endpoint: Endpoint, *, clock: Clock, allow_private: Collection[str] = ()
    ) -> Network:
        """A network bound to that account; makes no call."""
        ...


class ConnectorFactory(Protocol):
    """Makes a network's way from a person to an account's secrets."""

    def __call__(
        self, account: Account, endpoint: Endpoint, *, clock: Clock, allow_private: Collection[str] = ()
    ) -> Connector:
        """A connector for that account; makes no call."""
        ...


class Prices(Protocol):
    """Tells a post's price without an account of the network, and without a call."""

    def __call__(self, post: Post, pictures: int, prices: Mapping[str, float]) -> Price:
        """What sending the post with so many pictures costs; `prices`: the network's numbers. Pure."""
        ...


@dataclass(frozen=True, slots=True)
class Registration:
    """One network: how it is built, and what may be configured."""

    #: As written in the configuration: "facebook", "vk" …
    name: str
    factory: Factory
    limits: Limits
    endpoint: Endpoint
    credentials: CredentialNames
    #: None where secrets are made by hand and written into the configuration only.
    connector: ConnectorFactory | None = None
    #: Codes of an Unauthorized error that say outright that the token has ended, or its owner is gone: it is believed
    #: at once. Any other refusal of a token must be repeated before an account is stopped.
    ended: frozenset[str] = frozenset()
    #: None where posts cost nothing.
    price: Prices | None = None
    #: Key under [networks.NAME.options] → what it does, in one line.
    options: Mapping[str, str] = field(default_factory=dict)
    #: Key under [networks.NAME.numbers] beside `text_limit` → what it does, in one line.
    numbers: Mapping[str, str] = field(default_factory=dict)

    def limits_for(self, endpoint: Endpoint) -> Limits:
        """The limits with the operator's `text_limit` laid over them."""
        return replace(self.limits, text=int(endpoint.numbers.get("text_limit", self.limits.text)))
