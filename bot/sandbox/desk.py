"""What the sample site's editors do after publishing: mend an article, take it back in one of many ways, bring it back."""

from __future__ import annotations

from typing import Any

from bot.sandbox.state import State
from bot.sandbox.wire import Request, Response, html_response

#: How a page that was taken back answers.
WAYS = ("404", "410", "home", "section", "noindex", "canonical", "soft404", "wall", "500", "403")
_NOT_FOUND = (
    "<html><head><title>404</title></head><body><h1>Страница не найдена</h1><p>Проверьте адрес.</p></body></html>"
)
_WALL = (
    "<html><head><title>Сайт</title></head><body><h1>Технические работы</h1>"
    "<p>На сайте ведутся технические работы. Зайдите, пожалуйста, позже.</p></body></html>"
)


class Desk:
    """Remembers what was done, in the sandbox's state."""

    def __init__(self, state: State) -> None:
        self._state = state

    def edit(self, story: str, old: str, new: str) -> None:
        """From now on `new` stands wherever `old` stood in the article's title and text."""
        kept = self._kept(story)
        self._keep(story, {**kept, "edits": [*kept.get("edits", []), [old, new]]})

    def take_back(self, story: str, way: str) -> None:
        """From now on the article's page answers in that way. Raises ValueError for an unknown one."""
        if way not in WAYS:
            raise ValueError(f"{way!r} is no way → use one of: {', '.join(WAYS)}")
        self._keep(story, {**self._kept(story), "away": way})

    def bring_back(self, story: str) -> None:
        """The article's page is there again; its edits stay."""
        self._keep(story, {**self._kept(story), "away": None})

    def is_listed(self, story: str) -> bool:
        """Whether feeds and listings name the article."""
        return self._kept(story).get("away") not in {"404", "410", "home", "section", "soft404"}

    def edited(self, story: str, text: str) -> str:
        """The text as it stands after every edit of that article."""
        for old, new in self._kept(story).get("edits", []):
            text = text.replace(old, new)
        return text

    def page(self, story: str, page: str, request: Request) -> Response | str:
        """What an article's page answers: the page, changed where it hides itself, or another answer in its place."""
        way = self._kept(story).get("away")
        base = request.base_url
        if way == "noindex":
            return page.replace("<head>", '<head><meta name="robots" content="noindex, nofollow">', 1)
        if way == "canonical":
            other = f'<link rel="canonical" href="{base}/ru/news/another-article">'
            return page.replace("<head>", f"<head>{other}", 1)
        answers = {
            "404": html_response(_NOT_FOUND, 404),
            "410": html_response(_NOT_FOUND, 410),
            "500": html_response("<h1>500</h1>", 500),
            "403": html_response("<h1>403</h1>", 403),
            "soft404": html_response(_NOT_FOUND),
            "wall": html_response(_WALL),
            "home": Response(302, b"", {"Location": f"{base}/"}),
            "section": Response(302, b"", {"Location": base + request.path.rsplit("/", 1)[0] + "/"}),
        }
        return answers.get(way or "", page)

    def _kept(self, story: str) -> dict[str, Any]:
        return self._state.get("site", "desk", story) or {}

    def _keep(self, story: str, kept: dict[str, Any]) -> None:
        self._state.put("site", "desk", story, kept)
