"""What people name, made ready: a file's content, an address. A mistake comes back with its mend."""

from __future__ import annotations

from pathlib import Path

from bot.errors import Problem, UserError
from bot.sources.canonical import clean_url


def content_of(name: str) -> bytes:
    """The file's bytes. Raises UserError."""
    try:
        return Path(name).read_bytes()
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise UserError(Problem(name, reason, "name a file, or an address with https://")) from None


def address(url: str) -> str:
    """The address without what tracks its readers. Raises UserError."""
    try:
        return clean_url(url)
    except ValueError as error:
        raise UserError(Problem(url, str(error), "give an address with https://")) from None
