"""XML as feeds and sitemaps send it: read in one pass, whatever is wrong with it, always by the same rules.

A well-formed feed and the same feed with a fault in one entry give the same entries, so that a fault that comes and
goes makes no article new. Nothing outside the text is ever loaded, no entity is expanded twice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from html.entities import html5
from urllib.parse import urljoin

#: Namespace, lower case without its last sign → the prefix it gets here; "" for the formats' own elements.
_SPACES = {
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/atom/ns": "",
    "http://purl.org/rss/1.0": "",
    "http://purl.org/net/rss1.1": "",
    "http://my.netscape.com/rdf/simple/0.9": "",
    "http://channel.netscape.com/rdf/simple/0.9": "",
    "http://www.sitemaps.org/schemas/sitemap/0.9": "",
    "http://www.google.com/schemas/sitemap/0.84": "",
    "http://purl.org/rss/1.0/modules/content": "content:",
    "http://purl.org/dc/elements/1.1": "dc:",
    "http://purl.org/dc/elements/1.0": "dc:",
    "http://purl.org/dc/terms": "dcterms:",
    "http://search.yahoo.com/mrss": "media:",
    "http://search.yahoo.com/rss": "media:",
    "http://news.yandex.ru": "yandex:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns": "rdf:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "http://www.google.com/schemas/sitemap-news/0.9": "news:",
    "http://www.google.com/schemas/sitemap-image/1.1": "image:",
    "http://www.google.com/schemas/sitemap-video/1.1": "video:",
}
#: Prefixes that are used without being declared.
_CUSTOMARY = {"atom": "", "atom03": "", "atom10": "", "a10": "", "rss": "", "sitemap": ""}
_TAG = re.compile(r"""<([A-Za-z_][\w.:-]*+)((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>""")
_TAG_WITH_FAULTS = re.compile(r"<([A-Za-z_][\w.:-]*+)([^<>]*+)>")
#: The commonest case in one step: a name and words, nothing else.
_SIMPLE = re.compile(r"<([A-Za-z_][\w.:-]*+)>([^<&]*+)</\1>")
#: What holds nothing for us: how it begins and ends.
_SKIPPED = (("<!--", "-->"), ("<?", "?>"), ("<!", ">"))
_END = re.compile(r"</\s*+([A-Za-z_][\w.:-]*+)[^<>]*+>")
_ATTRIBUTE = re.compile(r"""([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""")
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([A-Za-z][\w.-]{0,31}));")
_ENTITY = re.compile(r"""<!ENTITY\s+([\w.-]{1,32})\s+(?:"([^"<]{0,200})"|'([^'<]{0,200})')\s*>""")
_STRAY = re.compile(r"&(?!#?\w{1,32};)")


@dataclass(frozen=True, slots=True)
class Grammar:
    """What the elements of a format are; names as they stand here: prefix of `_SPACES`, lower case."""

    #: Hold the entries: a closing tag of these ends all that is open within.
    roots: Set[str]
    #: The entries: one never stands in another.
    entries: Set[str]
    #: Hold text; the start of any other element of the format ends them, if their own end is missing.
    plain: Set[str]
    #: Hold text with markup that may be anything HTML has.
    markup: Set[str]
    #: Elements that end an unclosed text and are no text themselves.
    others: Set[str] = frozenset()


@dataclass(slots=True)
class Element:
    """One element; text and tags within a text are in its `text`, all others are its children."""

    name: str
    attributes: Mapping[str, str]
    #: xml:base as it holds here; None where none is stated.
    base: str | None = None
    #: xml:lang as it holds here.
    language: str | None = None
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    #: False for what the document's end cut off.
    whole: bool = False

    @property
    def text(self) -> str:
        """The text, references resolved once, tags as written."""
        return "".join(self.pieces).strip()

    def each(self, *names: str) -> Iterator[Element]:
        """The whole children of these names, in their order."""
        return (child for child in self.children if child.whole and child.name in names)

    def first(self, *names: str) -> str | None:
        """The first non-empty text of the children of these names, in the order of the names."""
        texts = ((child.text for child in self.each(name)) for name in names)
        return next((text for group in texts for text in group if text), None)


@dataclass(frozen=True, slots=True)
class Document:
    """What was read."""

    #: The outermost element.
    root: Element
    #: Every entry, in the order of the text.
    entries: tuple[Element, ...]
    #: What holds the entries (channel, feed), in order.
    heads: tuple[Element, ...]
    #: The first fault met, in plain words; None for well-formed text.
    fault: str | None


def read_xml(text: str, url: str, grammar: Grammar) -> Document | None:
    """The entries in the text; None where no element of `grammar.roots` begins in it."""
    names = "|".join(name.rpartition(":")[2] for name in grammar.roots)
    start = re.search(rf"<(?:[\w.-]+:)?(?:{names})\b(?=[\s>/])", text, re.IGNORECASE)
    return _Reading(text, url, grammar).read(start.start()) if start else None


class _Reading:
    """One pass over one text."""

    def __init__(self, text: str, url: str, grammar: Grammar) -> None:
        self._text = text
        self._url = url
        self._grammar = grammar
        self._texts = grammar.plain | grammar.markup
        self._known = self._texts | grammar.others | grammar.roots
        #: HTML has elements of these names, too: they do not end a text with markup.
        self._ends_markup = self._known - {"title", "link", "summary", "content", "source", "image"}
        self._prefixes: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._entities: dict[str, str] = {}
        self._stack: list[Element] = [Element("", {})]
        self._entries: list[Element] = []
        self._heads: list[Element] = []
        self._fault: str | None = None
        #: Name → how many elements of it are open.
        self._open_names: Counter[str] = Counter()
        #: Sign → its next place, so that a text full of beginnings without an end is searched once.
        self._places: dict[str, int] = {}

    def read(self, position: int) -> Document:
        text = self._text
        for found in _ENTITY.finditer(text, 0, position):
            self._entities.setdefault(found[1], found[2] or found[3] or "")
        while (opening := text.find("<", position)) >= 0:
            if opening > position:
                self._words(text[position:opening])
            position = self._token(opening)
        self._words(text[position:])
        if len(self._stack) > 1:
            self._broken("it breaks off before its end")
        return Document(self._stack[0].children[0], tuple(self._entries), tuple(self._heads), self._fault)

    def _broken(self, fault: str) -> None:
        self._fault = self._fault or fault

    def _token(self, at: int) -> int:
        """Where the reading goes on after the tag, comment or section at that place."""
        text = self._text
        if found := _SIMPLE.match(text, at):
            name = self._name(found[1], None)
            parent = self._stack[-1]
            if name in self._texts and parent.name not in self._texts:
                words = [found[2]] if found[2] else []
                parent.children.append(Element(name, {}, parent.base, parent.language, pieces=words, whole=True))
                return found.end()
        if text.startswith("<![CDATA[", at):
            return self._section(at)
        ending = next((end for mark, end in _SKIPPED if text.startswith(mark, at)), None)
        if ending:
            end = self._next(ending, at)
            return end + len(ending) if end >= 0 else at + 2
        return self._tag(at)

    def _tag(self, at: int) -> int:
        text = self._text
        if found := _END.match(text, at):
            self._close(found[0], found[1])
            return found.end()
        if found := _TAG.match(text, at) or _TAG_WITH_FAULTS.match(text, at):
            self._open(found[0], found[1], found[2])
            return found.end()
        self._broken("a bare < stands in a text")
        self._words("<")
        return at + 1

    def _next(self, sign: str, start: int) -> int:
        place = self._places.get(sign, -2)
        if place == -2 or -1 < place < start:
            place = self._places[sign] = self._text.find(sign, start)
        return place

    def _section(self, at: int) -> int:
        """Past a CDATA section; one that is never closed ends where its element does."""
        text, start = self._text, at + 9
        end, inner = self._next("]]>", start), self._next("<![CDATA[", start)
        name = self._stack[-1].name
        if end < 0 or (0 <= inner < end and f"</{name}>" in text[start:inner]):
            self._broken("a CDATA section has no end")
            return start
        if name in self._texts:
            self._stack[-1].pieces.append(text[start:end])
        return end + 3

    def _words(self, words: str) -> None:
        current = self._stack[-1]
        if current.name in self._texts or not words.isspace():
            is_markup = current.attributes.get("type") == "xhtml"
            current.pieces.append(words if is_markup or "&" not in words else self._resolved(words))

    def _resolved(self, words: str) -> str:
        if _STRAY.search(words):
            self._broken("a bare & stands in a text")
        return _REFERENCE.sub(self._reference, words)

    def _reference(self, found: re.Match[str]) -> str:
        decimal, hexadecimal, name = found.groups()
        if name is None:
            return _sign(int(decimal) if decimal else int(hexadecimal, 16))
        if name in self._entities:
            return self._entities[name]
        return html5.get(f"{name};", found[0])

    def _name(self, written: str, space: str | None) -> str:
        if space is None and (known := self._names.get(written)) is not None:
            return known
        prefix, _, local = written.lower().rpartition(":")
        if not prefix:
            return _space(space, "") + local if space else local
        name = self._prefixes.get(prefix, _CUSTOMARY.get(prefix, f"{prefix}:")) + local
        self._names[written] = name
        return name

    def _attributes(self, written: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, *values in _ATTRIBUTE.findall(written):
            value = next(filter(None, values), "")
            found.setdefault(name.lower(), _REFERENCE.sub(self._reference, value) if "&" in value else value)
        for name, value in found.items():
            if name.startswith("xmlns:"):
                self._prefixes[name[6:]] = _space(value, f"{name[6:]}:")
                self._names.clear()
        return found

    def _open(self, tag: str, written: str, rest: str) -> None:
        is_empty = rest.endswith("/")
        attributes = self._attributes(rest) if "=" in rest else {}
        name = self._name(written, attributes.get("xmlns"))
        current = self._stack[-1]
        if name in self._grammar.entries:
            self._leave_entry()
        elif current.name in self._texts:
            if name not in (self._known if current.name in self._grammar.plain else self._ends_markup):
                current.pieces.append(tag.replace(f"{written.rpartition(':')[0]}:", "") if ":" in written else tag)
                return
            self._broken(f"<{current.name}> has no end")
            self._end(len(self._stack) - 1)
        parent = self._stack[-1]
        base, stated = parent.base, attributes.get("xml:base")
        if stated:
            base = _joined(base or self._url, stated)
        element = Element(name, attributes, base, attributes.get("xml:lang") or parent.language, whole=is_empty)
        parent.children.append(element)
        if name in self._grammar.entries:
            self._entries.append(element)
        elif name in self._grammar.roots:
            self._heads.append(element)
        if not is_empty:
            self._stack.append(element)
            self._open_names[name] += 1

    def _leave_entry(self) -> None:
        """Ends whatever is open below the nearest holder of entries."""
        for name in self._grammar.entries:
            if self._open_names[name]:
                self._broken(f"<{name}> has no end")
                self._end(self._depth(name))

    def _depth(self, name: str) -> int:
        return next(depth for depth in range(len(self._stack) - 1, 0, -1) if self._stack[depth].name == name)

    def _close(self, tag: str, written: str) -> None:
        name, current = self._name(written, None), self._stack[-1]
        if current.name in self._texts and name != current.name:
            ends = name in self._grammar.entries or name in self._grammar.roots
            if not ends and not (current.name in self._grammar.plain and name in self._known):
                current.pieces.append(tag)
                return
            self._broken(f"<{current.name}> has no end")
            self._end(len(self._stack) - 1)
        if self._open_names[name]:
            self._end(self._depth(name))
        else:
            self._broken(f"</{name}> ends nothing")

    def _end(self, depth: int) -> None:
        """Ends the element at that depth; what is open within it, unclosed, gives its children to it."""
        while len(self._stack) > depth:
            element = self._stack.pop()
            element.whole = True
            self._open_names[element.name] -= 1
            if len(self._stack) > depth and element.name not in self._texts:
                self._broken(f"<{element.name}> has no end")
                self._stack[depth].children.extend(element.children)


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return base


def _space(namespace: str, otherwise: str) -> str:
    return _SPACES.get(namespace.strip().lower().rstrip("/#"), otherwise)


def _sign(code: int) -> str:
    """The character of that number; a blank for one that no text has."""
    if code < 32 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return " "
    # What Windows wrote between 128 and 159.
    return bytes([code]).decode("cp1252", "replace") if 128 <= code < 160 else chr(code)
