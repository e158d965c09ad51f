"""A look at an article's page, asked conditionally: what it shows now, and where it led."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.errors import NotUnderstood
from bot.http import Fetcher
from bot.model.sighting import Look
from bot.sources.page import read_page

_ACCEPT_PAGE = "text/html, application/xhtml+xml, */*;q=0.5"


class PageLooker:
    """Looks over one guarded fetcher; safe to share between threads."""

    def __init__(self, fetcher: Fetcher, *, timezone: ZoneInfo) -> None:
        """`timezone`: the site's, for dates that name none."""
        self._fetcher = fetcher
        self._timezone = timezone

    def look(self, url: str, *, etag: str | None = None, language: str | None = None) -> Look:
        """What stands at the address; nothing but `not_modified` when it is as at `etag`.

        What is no article comes back with its `fault`. Raises ReadingError for what did not arrive.
        """
        fetched = self._fetcher.fetch(url, etag=etag, accept=_ACCEPT_PAGE)
        if fetched.not_modified:
            return Look(None, url, fetched.url, etag, not_modified=True)
        try:
            article = read_page(
                fetched.body, fetched.url,
                content_type=fetched.content_type, timezone=self._timezone, language=language,
            )  # fmt: skip
        except NotUnderstood as error:
            return Look(None, url, fetched.url, fault=error.reason)
        if "noindex" in fetched.headers.get("x-robots-tag", "").lower():
            article = replace(article, noindex=True)
        return Look(article, url, fetched.url, fetched.headers.get("etag"))
