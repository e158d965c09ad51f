"""One article's page, read as an editor would read it."""

from bot.sources.page.read import read_page

__all__ = ["read_page"]
