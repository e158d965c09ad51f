"""What posts cost where a network charges for them: paid already by the ledger, or to be paid when they go."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.model.money import Cost, Price
from bot.model.post import Post
from bot.model.records import DeliveryRow
from bot.model.states import END_STATES
from bot.store.store import Store


class Costs:
    """Knows prices before and after the sending."""

    def __init__(self, store: Store, price: Callable[[Post], Price | None]) -> None:
        """`price`: what sending a post costs, None where its network charges nothing."""
        self._store = store
        self._price = price

    def of_post(self, post: Post) -> Price | None:
        """What sending the post would cost; None where its network charges nothing. Asks nobody."""
        return self._price(post)

    def of(self, rows: Sequence[DeliveryRow]) -> dict[int, Cost]:
        """Delivery → what was paid for its post, else what it will cost; without those that cost nothing."""
        prices = {row.id: price for row in rows if (price := self._price(row.post)) is not None}
        paid = self._store.ledger.paid_for(list(prices))
        coming = {row.id: prices[row.id] for row in rows if row.id in prices and row.state not in END_STATES}
        return {number: Cost(price, paid=False) for number, price in coming.items()} | {
            number: Cost(price, paid=True) for number, price in paid.items()
        }
