"""A thousand posts of each of the five networks, measured at their public addresses: the proxy counts the requests."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.model.engagement import Metric
from bot.networks.registry import REGISTRY
from tests.life.world import ACCOUNTS, living
from tests.networks.conftest import account

#: Network → the most requests that a thousand posts may cost.
MOST = {"x": 10, "vk": 10, "ok": 20, "facebook": 20, "linkedin": 60}
HOURS_APART = 1.5


@pytest.mark.slow
def test_measuring_a_thousand_posts_costs_few_requests(tmp_path: Path) -> None:
    with living(tmp_path, seed=0) as life:
        ids: dict[str, list[str]] = {network: [] for network in MOST}
        for number in range(1000):
            life.clock.forward(hours=HOURS_APART)
            for network, made in ids.items():
                by_hand = life.sandbox.networks[network].by_hand  # type: ignore[attr-defined]
                made.append(str(by_hand(f"Запись {number}", None)))
        life.clock.forward(hours=HOURS_APART)
        cost = {}
        for network in MOST:
            registration = REGISTRY[network]
            made = registration.factory(account(network), registration.endpoint, clock=life.clock)
            begun = len(life.seen)
            snapshots = {snapshot.external_id: snapshot for snapshot in made.read_engagement(ids[network])}
            made.close()
            cost[network] = len(life.seen) - begun
            assert set(snapshots) == set(ids[network])
            assert not any(snapshot.gone for snapshot in snapshots.values())
            told = Counter(metric for snapshot in snapshots.values() for metric in snapshot.figures)
            assert told[Metric.REACTIONS] == told[Metric.COMMENTS] == 1000, network
        assert set(MOST) == set(ACCOUNTS.values())
        assert {network: calls for network, calls in cost.items() if calls > MOST[network]} == {}, cost
        assert min(cost.values()) > 0
        assert life.sandbox.violations == []
