"""The title card: a picture for articles that have none, with title and site name in the account's colours."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode

from PIL import Image, ImageColor, ImageDraw

from bot.errors import NotUnderstood, UserError
from bot.model.account import CardColours
from bot.render.font import Face, drawable, faces

#: The size every network shows whole in a link card (1.91:1).
WIDTH_PX, HEIGHT_PX = 1200, 630
SCHEME = "card:"
_MARGIN_PX = 84
_BAR_PX = 18
_SITE_PX = 34
_SITE_ROOM_PX = 96
_LARGEST_PX, _SMALLEST_PX, _STEP_PX = 84, 34, 2
_LINE = 1.22
_NAME = "the title card"
_SHORT_WORD = re.compile(r"(?<!\S)(\w{1,2}) (?=\S)")
_DASH = re.compile(r" ([—–-])(?= )")


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a card."""

    title: str
    site: str
    colours: CardColours

    def address(self) -> str:
        """The card as an address of our own scheme, which takes the place of a picture's."""
        words = {"title": self.title, "site": self.site}
        return f"{SCHEME}?{urlencode({**words, 'colour': self.colours.text, 'background': self.colours.background})}"


def card_at(address: str) -> Card:
    """The card of that address. Raises NotUnderstood when it is none."""
    given = {name: values[0] for name, values in parse_qs(address.removeprefix(f"{SCHEME}?")).items()}
    colours = CardColours(given.get("colour", ""), given.get("background", ""))
    if "title" not in given or not all(
        re.fullmatch("#[0-9a-f]{6}", part) for part in (colours.text, colours.background)
    ):
        raise NotUnderstood(_NAME, "its address is not one that pressbot wrote")
    return Card(given["title"], given.get("site", ""), colours)


class CardPainter:
    """Draws cards; the font is looked for when the first one is drawn."""

    def __init__(self, font: Path | None = None) -> None:
        """`font`: a file of one's own; None = PT Sans."""
        self._font = font
        self._faces: tuple[Face, Face] | None = None

    def draw(self, address: str) -> bytes:
        """The card of that address as a PNG: the same bytes for the same address, font and Pillow.

        Raises NotUnderstood when it cannot be drawn: no font, or letters the font does not have.
        """
        card = card_at(address)
        try:
            self._faces = self._faces or faces(self._font)
        except UserError as error:
            raise NotUnderstood(_NAME, str(error)) from None
        return _png(_drawn(card, *self._faces))


def _drawn(card: Card, bold: Face, regular: Face) -> Image.Image:
    title, site = drawable(card.title, bold), drawable(card.site, regular)
    lacking = bold.lacks(title) + regular.lacks(site)
    if lacking:
        raise NotUnderstood(_NAME, f"the font has no {' '.join(lacking[:5])} → name one that has as card_font")
    if not title:
        raise NotUnderstood(_NAME, "the title has no letters")
    colours = card.colours
    picture = Image.new("RGB", (WIDTH_PX, HEIGHT_PX), colours.background)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, _BAR_PX, HEIGHT_PX), fill=_between(colours))
    width, height = WIDTH_PX - 2 * _MARGIN_PX, HEIGHT_PX - 2 * _MARGIN_PX - (_SITE_ROOM_PX if site else 0)
    size, lines = laid_out(title, lambda text, px: bold.at(px).getlength(text), width, height)
    step = size * _LINE
    top = _MARGIN_PX + (height - step * len(lines)) / 2
    for number, line in enumerate(lines):
        middle = (_MARGIN_PX, round(top + step * (number + 0.5)))
        draw.text(middle, line, fill=colours.text, font=bold.at(size), anchor="lm")
    if site:
        name = _ended(site, lambda text: regular.at(_SITE_PX).getlength(text) <= width)
        rule = HEIGHT_PX - _MARGIN_PX - _SITE_PX - 26
        draw.rectangle((_MARGIN_PX, rule, _MARGIN_PX + 96, rule + 3), fill=colours.text)
        draw.text((_MARGIN_PX, HEIGHT_PX - _MARGIN_PX), name, fill=colours.text, font=regular.at(_SITE_PX), anchor="ls")
    return picture


def _between(colours: CardColours) -> tuple[int, int, int]:
    """A third of the way from the ground to the letters: seen on the card, and where the card ends on a white page."""
    ground, letters = ImageColor.getrgb(colours.background), ImageColor.getrgb(colours.text)
    red, green, blue = (round(a + (b - a) * 0.35) for a, b in zip(ground[:3], letters[:3], strict=True))
    return red, green, blue


def laid_out(title: str, width_of: Callable[[str, int], float], width: int, height: int) -> tuple[int, list[str]]:
    """The largest size in pixels at which the title fits, and its lines, broken between words only.

    `width_of(text, size)`: the text's width. A title that is too long even at the smallest size ends at a word
    with «…». Raises NotUnderstood when a single word is wider than the card.
    """
    words = _units(title)
    for size in range(_LARGEST_PX, _SMALLEST_PX - 1, -_STEP_PX):
        lines = _lines(words, lambda text, px=size: width_of(text, px) <= width)  # type: ignore[misc]
        if lines is not None and len(lines) * size * _LINE <= height:
            return size, _balanced(words, len(lines), lambda text, px=size: width_of(text, px), width)  # type: ignore[misc]
    size, room = _SMALLEST_PX, int(height / (_SMALLEST_PX * _LINE))
    for count in range(len(words) - 1, 0, -1):
        kept = [*words[: count - 1], words[count - 1].rstrip(",;:—–-. \u00a0") + "…"]
        lines = _lines(kept, lambda text: width_of(text, size) <= width)
        if lines is not None and len(lines) <= room:
            return size, lines
    raise NotUnderstood(_NAME, "a word of the title is wider than the card")


def _units(title: str) -> list[str]:
    """What stays on one line: words, a short word with the next one, a dash with the one before it."""
    bound = _DASH.sub("\u00a0\\1", " ".join(title.split()))
    bound = _SHORT_WORD.sub("\\1\u00a0", bound)
    return bound.split(" ")


def _lines(units: list[str], fits: Callable[[str], bool]) -> list[str] | None:
    """The units filled into lines; None when one of them is too wide for any."""
    lines: list[str] = []
    for unit in units:
        plain = unit.replace("\u00a0", " ")
        # What is bound together is parted again where it is wider than a line.
        for part in [plain] if fits(plain) else plain.split(" "):
            if lines and fits(f"{lines[-1]} {part}"):
                lines[-1] = f"{lines[-1]} {part}"
            elif fits(part):
                lines.append(part)
            else:
                return None
    return lines


def _balanced(units: list[str], count: int, width_of: Callable[[str], float], width: int) -> list[str]:
    """As many lines as before, as even as they can be: the narrowest measure that still needs no further line."""
    low, high = 1, width
    while low < high:
        middle = (low + high) // 2
        lines = _lines(units, lambda text, most=middle: width_of(text) <= most)  # type: ignore[misc]
        if lines is not None and len(lines) <= count:
            high = middle
        else:
            low = middle + 1
    return _lines(units, lambda text: width_of(text) <= high) or []


def _ended(text: str, fits: Callable[[str], bool]) -> str:
    """The text, or as many of its words as fit with «…»; nothing when not even the first one does."""
    words = text.split()
    for count in range(len(words), 0, -1):
        part = " ".join(words[:count]) + ("" if count == len(words) else "…")
        if fits(part):
            return part
    return ""


def _png(picture: Image.Image) -> bytes:
    # Lossless: the networks' JPEG is made from it like from any other picture.
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=6)
    return out.getvalue()
