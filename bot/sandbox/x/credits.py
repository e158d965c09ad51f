"""X's prepaid credits: what each call costs, the balance, the ledger, the caps.

Source: fact sheet, section 8 (prices in force since 2026-04-20), 2026-11-23. Sums are in thousandths of a dollar.
"""

from __future__ import annotations

from typing import Any

from bot.sandbox.wire import Response
from bot.sandbox.world import World
from bot.sandbox.x.problems import problem

PRICES_MUSD = {
    "post": 15, "post_with_url": 200, "delete": 10, "metadata": 5, "post_read": 5, "owned_read": 1, "user_read": 10,
}  # fmt: skip
#: What a fresh sandbox has.
_BALANCE_MUSD = 1_000_000
_READS_A_MONTH = 3_000_000


class Credits:
    """One app's money."""

    def __init__(self, world: World) -> None:
        self._world = world

    def balance_musd(self) -> int:
        """What is left; may fall slightly below nothing."""
        return int(self._world.switches.get("x", "balance_musd", default=_BALANCE_MUSD))

    def refusal(self) -> Response | None:
        """Why no call is answered any more; None while there is credit."""
        if self.balance_musd() <= 0:
            return problem("CreditsDepleted")
        limit = self._world.switches.get("x", "spending_limit_musd", default=None)
        if limit is not None and self.spent_musd() >= limit:
            return problem("usage-capped-monthly")
        return None

    def reads_refusal(self, posts: int) -> Response | None:
        """The refusal where that many reads are over the day's or the month's cap."""
        for name, line in (("day", "usage-capped-daily"), ("month", "usage-capped-monthly")):
            if name == "day" and "limit" not in (self._world.state.get("x", "quota", "reads day") or {}):
                continue
            used, there = self._world.quotas.read("x", f"reads {name}", _READS_A_MONTH, self._period(name))
            if used + posts > there:
                return problem(line)
        return None

    def charge(self, action: str, times: int = 1) -> None:
        """Takes the price from the balance and writes the ledger."""
        price = PRICES_MUSD[action] * times
        if price:
            number = str(self._world.new_id("x", "ledger"))
            line = {"action": action, "musd": price, "times": times, "at": self._world.now().isoformat()}
            self._world.state.put("x", "ledger", number, line)
            self._world.switches.set("x", "balance_musd", self.balance_musd() - price)

    def charge_reads(self, action: str, ids: list[str]) -> None:
        """Charges for posts read; the same post costs once in a UTC day."""
        day = f"{self._world.now():%Y-%m-%d}"
        fresh = [identity for identity in ids if self._world.state.get("x", "read", f"{day} {identity}") is None]
        for identity in fresh:
            self._world.state.put("x", "read", f"{day} {identity}", {})
        if fresh:
            self.charge(action, len(fresh))
            self._world.quotas.use("x", "reads day", _READS_A_MONTH, len(fresh), self._period("day"))
            self._world.quotas.use("x", "reads month", _READS_A_MONTH, len(fresh), self._period("month"))

    def ledger(self) -> list[dict[str, Any]]:
        """Every charge, oldest first."""
        return self._world.state.all("x", "ledger")

    def spent_musd(self) -> int:
        """The sum of this month's charges."""
        month = f"{self._world.now():%Y-%m}"
        return sum(line["musd"] for line in self.ledger() if line["at"].startswith(month))

    def usage(self, days: int) -> dict[str, Any]:
        """The answer of GET /2/usage/tweets."""
        today = f"{self._world.now():%Y-%m-%d}"
        read = self._world.quotas.read("x", "reads month", _READS_A_MONTH, self._period("month"))[0]
        per_day: dict[str, int] = {today: 0}
        for line in self.ledger():
            if line["action"].endswith("_read") and line["action"] != "user_read":
                per_day[line["at"][:10]] = per_day.get(line["at"][:10], 0) + line["times"]
        usage = [{"date": f"{day}T00:00:00.000Z", "usage": str(count)} for day, count in sorted(per_day.items())][
            -days:
        ]
        return {
            "cap_reset_day": 1, "project_cap": str(_READS_A_MONTH), "project_id": "1", "project_usage": str(read),
            "daily_project_usage": {"project_id": "1", "usage": usage},
            "daily_client_app_usage": [{"client_app_id": "1", "usage_result_count": len(usage), "usage": usage}],
        }  # fmt: skip

    def _period(self, name: str) -> str:
        return f"{self._world.now():%Y-%m-%d}" if name == "day" else f"{self._world.now():%Y-%m}"
