"""What a call costs where a network charges for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Price:
    """The price of one post, known before it is sent."""

    amount: Decimal
    #: ISO 4217, "USD".
    currency: str
    #: What is paid for, in plain words: "a post with a link (mid.example.kg)".
    what: str

    def __str__(self) -> str:
        return f"{self.amount.normalize():f} {self.currency}: {self.what}"


@dataclass(frozen=True, slots=True)
class Cost:
    """What the post of one delivery costs."""

    price: Price
    #: Whether it was paid; else what sending it will cost.
    paid: bool


@dataclass(frozen=True, slots=True)
class Spent:
    """One line of the ledger."""

    #: Aware UTC.
    at: datetime
    #: Negative where it was given back: the attempt surely was not sent.
    price: Price
    #: The attempt it was paid for; None for reads.
    attempt_id: int | None
