"""A folder of saved pages: which ones there are, what address each had, and each of them read, on every processor."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from bot.app import App
from bot.commands.shared import EXPECTED, opened
from bot.commands.shown import preview_json
from bot.commands.workers import Died, free_cores, in_processes
from bot.errors import Problem, UserError

_ENDINGS = (".html", ".htm", ".xhtml")
_ADDRESSES = "urls.json"
#: For fewer pages one more process is not worth its start.
_PAGES_A_PROCESS = 6


@dataclass(frozen=True, slots=True)
class SavedPage:
    """One file of the folder."""

    path: Path
    #: The address it was saved from; None where only the page itself may say.
    url: str | None
    #: Why the address that stands beside it cannot be used.
    fault: str | None = None


def pages_in(folder: Path, base: str | None) -> list[SavedPage]:
    """The saved pages of a folder and of all folders in it, by name.

    The address of `a/page.html` stands in `a/page.url` or `a/page.html.url`, or under "page.html" in `a/urls.json`,
    or under "a/page.html" in the folder's own `urls.json`; else it is `base` with the file's path behind it.
    An address that is none is its page's fault. Raises UserError when there is no page, or `base` or an urls.json is
    of no use.
    """
    if base is not None:
        _checked(base, "--url")
    found = sorted(path for path in folder.rglob("*") if _is_page(path))
    if not found:
        raise UserError(Problem(str(folder), "holds no saved pages", "they end in .html, .htm or .html.gz"))
    maps: dict[Path, dict[str, str]] = {}
    return [_saved(path, folder, base, maps) for path in found]


def read_pages(
    config: Path, pages: Sequence[SavedPage], accounts: Sequence[str], jobs: int | None
) -> Iterator[dict[str, Any]]:
    """A line for each page, in their order: {"file", "article", "posts", "refused"}, or {"file", "error"}."""
    jobs = jobs or min(free_cores(), len(pages) // _PAGES_A_PROCESS + 1)
    if jobs == 1:
        with opened(config, store=False) as app:
            for page in pages:
                yield _line(app, page, accounts)
        return
    lines = in_processes(_read_here, pages, jobs, setup=_open_here, given=(config, tuple(accounts)))
    for page, line in zip(pages, lines, strict=True):
        yield _failed(page, "reading it ended the process") if isinstance(line, Died) else line


def _saved(path: Path, folder: Path, base: str | None, maps: dict[Path, dict[str, str]]) -> SavedPage:
    url, where = _address(path, folder, base, maps)
    try:
        return SavedPage(path, None if url is None else _checked(url, where))
    except UserError as error:
        return SavedPage(path, None, str(error))


def _is_page(path: Path) -> bool:
    name = path.name.lower().removesuffix(".gz")
    return name.endswith(_ENDINGS) and not name.startswith(".") and path.is_file()


def _address(path: Path, folder: Path, base: str | None, maps: dict[Path, dict[str, str]]) -> tuple[str | None, str]:
    """The address as written, and where it is written."""
    relative = path.relative_to(folder)
    plain = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    for beside in (plain.with_suffix(".url"), plain.with_name(f"{plain.name}.url"), path.with_name(f"{path.name}.url")):
        if beside.is_file():
            return _first_address(beside), str(beside)
    for place, names in (
        (path.parent, (path.name, plain.name)),
        (folder, (relative.as_posix(), relative.with_name(plain.name).as_posix())),
    ):
        if place not in maps:
            maps[place] = _map(place / _ADDRESSES)
        for name in names:
            if name in maps[place]:
                return maps[place][name], f"{place / _ADDRESSES}: {name}"
    if base is None:
        return None, ""
    return f"{base.rstrip('/')}/{quote(relative.with_name(plain.name).as_posix())}", "--url"


def _first_address(path: Path) -> str:
    """The first address in the file: alone on its line, or as "URL=…" of a browser's shortcut."""
    lines = _read(path).replace("\ufeff", "").splitlines()
    wanted = [line.strip().removeprefix("URL=") for line in lines]
    return next((line for line in wanted if "://" in line), wanted[0] if wanted else "")


def _map(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        known = json.loads(_read(path))
    except json.JSONDecodeError as error:
        raise UserError(Problem(str(path), f"is not JSON: {error}", 'write {"page.html": "https://…"}')) from None
    if not isinstance(known, dict) or not all(isinstance(url, str) for url in known.values()):
        raise UserError(Problem(str(path), "is no list of addresses", 'write {"page.html": "https://…"}'))
    return known


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise UserError(Problem(str(path), f"cannot be read: {error.strerror}", "check its owner and rights")) from None


def _checked(url: str, where: str) -> str:
    try:
        parts = urlsplit(url)
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        whole = False
    if not whole:
        raise UserError(Problem(where, f"{url!r} is no web address", "it begins with https://"))
    return url


def _line(app: App, page: SavedPage, accounts: Sequence[str]) -> dict[str, Any]:
    if page.fault is not None:
        return _failed(page, page.fault)
    try:
        return {"file": str(page.path), **preview_json(app.preview(str(page.path), page.url, accounts))}
    except EXPECTED as error:
        return _failed(page, str(error))
    except Exception as error:  # noqa: BLE001 - a page that breaks us is one line among others
        return _failed(page, f"reading it failed unexpectedly: {type(error).__name__}: {error}")


def _failed(page: SavedPage, reason: str) -> dict[str, Any]:
    return {"file": str(page.path), "error": reason}


class _Here:
    """This process's own App, when it is one of several."""

    app: App
    accounts: Sequence[str] = ()
    #: Holds the App open until the process ends.
    stack = ExitStack()


def _open_here(config: Path, accounts: Sequence[str]) -> None:
    _Here.app, _Here.accounts = _Here.stack.enter_context(opened(config, store=False)), accounts


def _read_here(page: SavedPage) -> dict[str, Any]:
    return _line(_Here.app, page, _Here.accounts)
