"""The entries of a list on a page: which part of the page is each one's own, its headline and its date."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sources.dates import is_date, parse_date
from bot.sources.page.document import class_words, squeezed

#: What leads to an article without being its headline.
_CALL = re.compile(
    r"(?:подробн|читать|далее|ещ[её]|перейти|смотреть|открыть|толук|толугураак|кененирээк|окуу|дагы|"
    r"read|more|continue|details|view|learn|full\s+(?:text|story)|комментар|пикир|comments?|нет\s+комм|no\s+comm|\d+\s+комм|"
    r"\d+\s+comm|просмотр|share|поделиться|бөлүшүү|print|печать|скачать|download)|[\W\d_]*$",
    re.IGNORECASE,
)
_TITLED = re.compile(r"title|headline|heading|zagolov|(?:^|[\s_-])(?:name|caption)(?:$|[\s_-])|head(?:$|[\s_-])")
_INLINE = frozenset({"b", "strong", "i", "em", "u", "font", "mark", "nobr", "sup", "sub", "q", "wbr", "big", "abbr"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_UNSHOWN = frozenset({"script", "style", "noscript", "svg", "template", "form", "select", "button", "iframe"})
_STATES = frozenset({"odd", "even", "first", "last", "active", "alt", "row", "col", "clearfix", "new", "pinned", "hot"})
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Link:
    """A link that may lead to an article."""

    order: int
    element: Any
    address: str
    #: It leads to a place within the page: comments, mostly.
    has_fragment: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A text of an entry between two bounds of blocks."""

    #: Where it stands in the entry: equal for what the template puts at one place.
    key: tuple[str, ...]
    text: str
    is_linked: bool
    is_heading: bool
    #: It is the text of a link that leads elsewhere (section, author, comments).
    is_foreign: bool


@dataclass(slots=True)
class Record:
    """One entry of a list."""

    link: Link
    #: The widest element around the link that holds no other entry.
    block: Any
    pieces: list[Piece] = field(default_factory=list)
    #: What stands between this entry and its neighbour, where the list is flat.
    beside: list[Piece] = field(default_factory=list)
    #: datetime attributes.
    stamps: list[str] = field(default_factory=list)
    title: str = ""
    dated: datetime | None = None
    has_picture: bool = False


def signature(element: Any) -> str:
    """Tag and first telling class: equal for elements that a template makes alike."""
    words = (element.get("class") or "").split()
    telling = (re.sub(r"\d+", "", word) for word in words)
    name = next((word for word in telling if word.strip("-_") and word not in _STATES), "")
    return f"{element.tag}.{name}"


def path_of(element: Any) -> tuple[str, ...]:
    """The signatures from the link up to the body, without what only dresses text."""
    above = (e for e in element.iterancestors() if e.tag not in _INLINE and e.tag not in {"body", "html"})
    return (signature(element), *(signature(e) for e in above))


def records_of(links: Sequence[Link], timezone: ZoneInfo, bounds: Set[Any] = frozenset()) -> list[Record]:
    """The entries these links of one shape lead to, in the page's order, each with its headline and date.

    `bounds`: elements that are too wide to be one entry's.
    """
    firsts: dict[str, Link] = {}
    for link in links:
        firsts.setdefault(link.address, link)
    under = _holders(links)
    records = [Record(link, _block(link.element, under, bounds)) for link in firsts.values()]
    for record in records:
        _fill(record)
    _divide_gaps(records)
    _entitle(records)
    for record in records:
        record.dated = _date(record, timezone)
    return records


def _holders(links: Iterable[Link]) -> dict[Any, set[str]]:
    """Element → the addresses of the list under it."""
    under: dict[Any, set[str]] = defaultdict(set)
    for link in links:
        for ancestor in link.element.iterancestors():
            under[ancestor].add(link.address)
    return under


def _block(element: Any, under: dict[Any, set[str]], bounds: Set[Any]) -> Any:
    block = element
    for ancestor in element.iterancestors():
        if len(under[ancestor]) > 1 or ancestor in bounds or ancestor.tag in {"body", "html", "main"}:
            break
        block = ancestor
    return block


def _fill(record: Record) -> None:
    splitter = _Splitter(record.link.element.get("href"))
    splitter.walk(record.block, ())
    record.pieces = splitter.done()
    record.stamps = [stamp for time in record.block.iter("time") if (stamp := time.get("datetime"))]
    record.has_picture = next(record.block.iter("img"), None) is not None


class _Splitter:
    """Parts what stands under an element into pieces."""

    def __init__(self, href: str | None) -> None:
        self._href = (href or "").partition("#")[0]
        self._pieces: list[Piece] = []
        self._words: list[str] = []
        self._seen: dict[tuple[str, ...], int] = defaultdict(int)
        self._state: tuple[tuple[str, ...], bool, bool, bool] = ((), False, False, False)

    def done(self) -> list[Piece]:
        self._flush()
        return self._pieces

    def words(self, words: str | None) -> None:
        if words:
            self._words.append(words)

    def walk(
        self, element: Any, path: tuple[str, ...], *, linked: bool = False, heading: bool = False, foreign: bool = False
    ) -> None:
        """Adds what the element holds; its tail is its parent's."""
        if not isinstance(element.tag, str) or element.tag in _UNSHOWN or len(path) > _DEEPEST:
            return
        is_dress = element.tag in _INLINE or (element.tag == "span" and not element.get("class"))
        outer = self._state
        if not is_dress:
            self._flush()
            path = (*path, signature(element))
            if element.tag == "a" and element.get("href"):
                own = element.get("href", "")
                linked = own == self._href
                foreign = own != self._href
            heading = heading or element.tag in _HEADINGS or bool(_TITLED.search(class_words(element)))
            self._state = (path, linked, heading, foreign)
        self.words(element.text)
        for child in element:
            self.walk(child, path, linked=linked, heading=heading, foreign=foreign)
            self.words(child.tail)
        if not is_dress:
            self._flush()
            self._state = outer

    def _flush(self) -> None:
        text = squeezed("".join(self._words)).strip("|•·")
        self._words.clear()
        if not text:
            return
        path, linked, heading, foreign = self._state
        number = self._seen[path]
        self._seen[path] += 1
        self._pieces.append(Piece((*path, str(number)), text.strip(), linked, heading, foreign))


def _divide_gaps(records: Sequence[Record]) -> None:
    """Gives each entry of a flat list what stands beside it: before it where the list begins so, else behind it."""
    if len(records) < 2 or len({id(record.block.getparent()) for record in records}) > 1:
        return
    blocks = {record.block for record in records}
    before = [_gap(record.block, blocks, back=True) for record in records]
    behind = [_gap(record.block, blocks, back=False) for record in records]
    leads = any(_is_dated(piece) for piece in before[0][-2:])
    for record, gap in zip(records, before if leads else behind, strict=True):
        record.beside = gap


def _is_dated(piece: Piece) -> bool:
    return is_date(piece.text) or (len(piece.text) <= 40 and any(character.isdigit() for character in piece.text))


def _gap(block: Any, blocks: Collection[Any], *, back: bool) -> list[Piece]:
    """The pieces between a block and the next one in that direction, in the page's order."""
    splitter = _Splitter(None)
    if not back:
        splitter.words(block.tail)
        for element in _until(block.itersiblings(), blocks):
            splitter.walk(element, ())
            splitter.words(element.tail)
        return splitter.done()
    elements = list(_until(block.itersiblings(preceding=True), blocks))[::-1]
    previous = (elements[0] if elements else block).getprevious()
    parent = block.getparent()
    splitter.words(previous.tail if previous is not None else parent.text if parent is not None else None)
    for element in elements:
        splitter.walk(element, ())
        splitter.words(element.tail)
    return splitter.done()


def _until(siblings: Iterable[Any], blocks: Collection[Any]) -> Iterator[Any]:
    for number, sibling in enumerate(siblings):
        if sibling in blocks or number > 20:
            return
        yield sibling


def is_call(text: str) -> bool:
    """Whether a link's text says "read more", counts comments, or says nothing."""
    return bool(_CALL.match(text))


def _entitle(records: Sequence[Record]) -> None:
    """Gives each entry its headline: the text at the place where the template puts the headlines."""
    places = _places(records)
    for record in records:
        texts = {piece.key: piece.text for piece in reversed(record.pieces)}
        record.title = next((texts[key] for key in places if key in texts), "") or _own_title(record)
        record.title = _in_full(record)
    leading = [_after_date(record.title) for record in records]
    if records and sum(rest is not None for rest in leading) > 0.7 * len(records):
        for record, rest in zip(records, leading, strict=True):
            record.title = rest or record.title


def _in_full(record: Record) -> str:
    """The headline; where the page shows its beginning only, as the link's own title has it."""
    start = record.title.rstrip(".… ")
    if start == record.title or len(start) < 10:
        return record.title
    link = record.link.element
    titles = [element.get("title") or "" for element in (link, *record.block.iter("a"))]
    return next((full for title in titles if (full := squeezed(title)).startswith(start)), record.title)


def _places(records: Sequence[Record]) -> list[tuple[str, ...]]:
    """The places whose texts may be headlines, the likeliest first."""
    texts: dict[tuple[str, ...], list[Piece]] = {}
    for record in records:
        for piece in record.pieces:
            texts.setdefault(piece.key, []).append(piece)
    ranked = []
    for order, (key, pieces) in enumerate(texts.items()):
        words = [piece.text for piece in pieces]
        wrong = sum(piece.is_foreign or is_date(piece.text) or is_call(piece.text) for piece in pieces)
        repeats = len(words) - len(set(words))
        if wrong > 0.3 * len(words) or repeats > 0.4 * len(words):
            continue
        average = sum(map(len, words)) / len(words)
        first = pieces[0]
        is_long = average >= 15
        rank = 0 if first.is_heading and first.is_linked and is_long else 1 if first.is_heading and is_long else 2
        if rank == 2 and not (first.is_linked and is_long):
            rank = 3 if first.is_linked or first.is_heading else 4
        is_rare = len(pieces) < 0.5 * len(records)
        ranked.append((is_rare, rank, order, key))
    return [key for *_, key in sorted(ranked)]


def _own_title(record: Record) -> str:
    """A headline from what is no text: the link's title, its picture's description."""
    link = record.link.element
    image = next(record.block.iter("img"), None)
    words = [link.get("title"), image.get("alt") if image is not None else None]
    words += [piece.text for piece in record.pieces if not is_date(piece.text) and not piece.is_foreign]
    return next((text for word in words if word and (text := squeezed(word)) and not is_call(text)), "")


def _after_date(title: str) -> str | None:
    """What follows a date at the start of a text; None where none stands there or nothing follows."""
    words = title.split()
    for count in range(min(7, len(words) - 1), 0, -1):
        if is_date(" ".join(words[:count])):
            return " ".join(words[count:]).lstrip("|-–—:, ")
    return None


def date_by_headings(records: Sequence[Record], holder: Any, timezone: ZoneInfo) -> None:
    """Dates the undated entries by the nearest date that stands alone above them: lists parted by days."""
    for record in records:
        if record.dated is None and (day := _day_above(record.block, holder)):
            clock = next((p.text for p in record.pieces if re.fullmatch(r"[0-2]?\d:[0-5]\d", p.text)), "")
            parsed = parse_date(f"{day} {clock}".strip(), timezone)
            record.dated = parsed.moment.astimezone(UTC) if parsed else None


def _day_above(block: Any, holder: Any) -> str | None:
    for element in (block, *block.iterancestors()):
        if element is holder:
            return None
        for number, sibling in enumerate(element.itersiblings(preceding=True)):
            if number > 60:
                break
            text = squeezed(" ".join(sibling.itertext())) if isinstance(sibling.tag, str) else ""
            if 6 <= len(text) <= 40 and is_date(text):
                return text
    return None


def _date(record: Record, timezone: ZoneInfo) -> datetime | None:
    for stamp in record.stamps:
        if parsed := parse_date(stamp, timezone):
            return parsed.moment.astimezone(UTC)
    pieces = [piece.text for piece in (*record.pieces, *record.beside) if len(piece.text) <= 60]
    texts = [text for text in pieces if text != record.title]
    sure = [text for text in texts if is_date(text)]
    # Day, month and year may stand in boxes of their own.
    joined = [" ".join(texts[at : at + size]) for size in (2, 3) for at in range(len(texts) - size + 1)]
    boxes = [text for text in joined if len(text) <= 30]
    in_title = [piece.text for piece in record.pieces if piece.is_linked and _after_date(piece.text)]
    for text in (*sure, *texts, *boxes, *in_title):
        if parsed := parse_date(text, timezone):
            return parsed.moment.astimezone(UTC)
    in_address = re.search(r"/((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)(?:/|-|$)", record.link.address)
    if in_address and (parsed := parse_date("-".join(in_address.groups()), timezone)):
        return parsed.moment.astimezone(UTC)
    return None
