"""The house keeps its own rules: imports, sizes, nothing that must not stand in a file."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.networks.registry import REGISTRY

ROOT = Path(__file__).parents[2]
SOURCES = [path for path in (ROOT / "bot").rglob("*.py") if "sandbox" not in path.parts]


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_no_import_goes_against_the_rules() -> None:
    found = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout


def imported(path: Path) -> Iterator[str]:
    """Every module of ours that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_networks_are_strangers_to_one_another_and_known_to_the_registry_alone() -> None:
    rooms = [path.parent for path in (ROOT / "bot" / "networks").glob("*/adapter.py")]
    assert len(rooms) >= 5
    wrong = []
    for path in (ROOT / "bot").rglob("*.py"):
        for module in imported(path):
            room = next(
                (
                    r
                    for r in rooms
                    if module.startswith(f"bot.networks.{r.name}.") or module == f"bot.networks.{r.name}"
                ),
                None,
            )
            if room is None or room in path.parents:
                continue
            if path == ROOT / "bot" / "networks" / "registry.py" and module.endswith(".registration"):
                continue
            wrong.append(f"{path.relative_to(ROOT)} imports {module}")
    assert wrong == []


def test_no_file_is_a_warehouse() -> None:
    assert [path.name for path in SOURCES if len(path.read_text(encoding="utf-8").splitlines()) > 500] == []


def public(tree: ast.Module) -> Iterator[ast.AST]:
    """Every public class and function of a module, methods of public classes included."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (inner for inner in node.body if isinstance(inner, ast.FunctionDef) and inner.name[0] != "_")


def test_everything_public_says_what_comes_out() -> None:
    silent = [
        f"{path.relative_to(ROOT)}: {node.name}"  # type: ignore[attr-defined]
        for path in SOURCES
        if "migrations" not in path.parts
        for node in public(ast.parse(path.read_text(encoding="utf-8")))
        if ast.get_docstring(node) is None  # type: ignore[arg-type]
    ]
    assert silent == []


def test_limits_are_dated_and_name_their_source() -> None:
    for registration in REGISTRY.values():
        assert registration.limits.read_on.year >= 2026
        assert registration.limits.source.startswith("https://")


def test_no_host_of_a_registry_is_named_anywhere() -> None:
    hosts = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com")
    assert [(path.name, host) for path in tracked() for host in hosts if host.encode() in path.read_bytes()] == []


def test_only_the_clock_asks_what_time_it_is() -> None:
    asking = [
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if re.search(r"datetime\.now\(|datetime\.utcnow\(|date\.today\(", path.read_text(encoding="utf-8"))
    ]
    assert asking == ["bot/clock.py"]
