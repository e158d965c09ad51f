"""Every switch that a stand-in asks for stands in its page, and every network has its wall."""

from __future__ import annotations

import re
from pathlib import Path

from bot.sandbox.standing import stands
from tests.sandbox.calling import Wire

ROOT = Path(__file__).parents[2]


def asked() -> set[tuple[str, str]]:
    """(network, switch) of every switch in the code."""
    found = set()
    for path in (ROOT / "bot" / "sandbox").glob("*/*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'switches\.get\(\s*"(\w+)", "(\w+)"', text))
        found |= {(path.parent.name, name) for name in re.findall(r'_switch\("(\w+)"', text)}
    return found


def test_every_switch_is_in_the_page() -> None:
    rows = re.findall(
        r"^\| (\w+) \| ([^|]+) \|", (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    told = {(network, name) for network, names in rows for name in re.findall(r"`(\w+)`", names)}
    assert sorted(asked() - told) == []
    assert len(asked()) > 50


def test_the_index_lists_every_network(lasting: Wire) -> None:
    page = lasting.send("GET", "/").body.decode()
    assert len(stands()) >= 7
    assert f"Stand-ins of {len(stands())} networks" in page
    for name in stands():
        assert f'href="/walls/{name}"' in page
        assert lasting.send("GET", f"/walls/{name}").status == 200
