"""The walls as a person would see them: one plain page a network, in no brand's clothes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup, escape

from bot.sandbox import accounts
from bot.sandbox.site import Site
from bot.sandbox.standing import Stand
from bot.sandbox.wire import Request, Response, html_response
from bot.sandbox.world import WallPost, World, urls_in


@dataclass(frozen=True)
class Card:
    """A link card."""

    url: str
    title: str
    description: str
    picture: str


class Walls:
    """Pages of the walls."""

    def __init__(self, world: World, site: Site, stands: Mapping[str, Stand]) -> None:
        self._stands = stands
        self._labels = {name: stand.label for name, stand in stands.items()}
        self._world = world
        self._site = site
        loader = PackageLoader("bot.sandbox", "templates")
        self._pages = Environment(loader=loader, autoescape=select_autoescape(default=True))
        self._pages.filters["linked"] = linked

    def __call__(self, request: Request) -> Response:
        name = request.path.strip("/")
        if name.startswith("picture/"):
            content = self._world.state.picture(name.removeprefix("picture/"))
            if content is None:
                return html_response("<h1>404</h1>", 404)
            return Response(200, content, {"Content-Type": "image/jpeg", "Cache-Control": "max-age=3600"})
        if name not in self._stands:
            return html_response("<h1>404</h1>", 404)
        return html_response(self._wall(name, request.base_url.removesuffix("/walls")))

    def index(self, request: Request) -> Response:
        """The first page: the walls and the site."""
        counts = {name: len(self._world.wall(name)) for name in self._stands}
        colours = {name: stand.colour for name, stand in self._stands.items()}
        page = self._pages.get_template("index.html")
        return html_response(
            page.render(networks=self._labels, colours=colours, counts=counts, articles=self._site.listed())
        )

    def _wall(self, name: str, root: str) -> str:
        stand = self._stands[name]
        shown: list[dict[str, Any]] = [
            {
                "post": post,
                "card": self._card(post, root),
                "figures": [
                    (metric.removesuffix("_count"), self._world.figure(name, post.id, metric, top))
                    for metric, top in stand.figures
                ],
            }
            for post in self._world.wall(name)[:100]
        ]
        template = self._pages.get_template("wall.html")
        return template.render(
            name=stand.label, colour=stand.colour, who=accounts.NAME, posts=shown, networks=self._labels, here=name
        )

    def _card(self, post: WallPost, root: str) -> Card | None:
        """What the network would show of the link: given by the API, or read from the page when it is the site's."""
        if post.card is not None:
            title, description, picture = post.card
            return Card(post.link or "", title, description, f"/walls/picture/{picture}" if picture else "")
        if post.extra.get("no_card"):
            return None
        link = post.link or (None if post.pictures else next(iter(urls_in(post.text)), None))
        if link is None:
            return None
        found = self._site.card(link, f"{root}/site")
        title, description, picture = found or (link, "", "")
        # A network whose crawler had not seen the page shows its first share without a picture.
        return Card(link, title, description, picture if post.extra.get("card_picture", True) else "")


def linked(text: str) -> Markup:
    """The text with its links to click, everything else escaped."""
    shown = str(escape(text))
    for url in dict.fromkeys(urls_in(text)):
        safe = str(escape(url))
        short = safe if len(safe) < 60 else safe[:57] + "…"
        shown = shown.replace(safe, f'<a href="{safe}">{short}</a>', 1)
    return Markup(shown)  # noqa: S704 - every part was escaped above
