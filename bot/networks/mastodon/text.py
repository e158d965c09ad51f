"""A status as servers show it, HTML, back into text and links. Pure.

docs.joinmastodon.org/spec/activitypub/#sanitization, read 2026-11-25: paragraphs, breaks, links; a shortened link keeps
its hidden parts in the text.
"""

from __future__ import annotations

from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "blockquote", "ul", "ol", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})
#: Links that a server makes of "#word" and "@name".
_OWN = frozenset({"hashtag", "mention", "u-url"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "br":
            self.pieces.append("\n")
        elif tag in _BLOCKS and self.pieces:
            self.pieces.append("\n\n")
        elif tag == "li":
            self.pieces.append("\n")
        elif tag == "a" and given.get("href") and not _OWN & set(given.get("class", "").split()):
            self.links.append(given["href"])

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


def read(html: str) -> tuple[str, tuple[str, ...]]:
    """The visible text and the addresses it links to, each once."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.pieces).strip(), tuple(dict.fromkeys(reader.links))
