"""The font of title cards: found on a machine that has none of its own, and asked whether it has a letter."""

from __future__ import annotations

import functools
import importlib.util
import unicodedata
from pathlib import Path

from PIL import ImageFont

from bot.errors import Problem, UserError

#: PT Sans has every letter of Kyrgyz, Russian and the Latin languages (OFL-1.1); it is a dependency of ours.
_PACKAGE, _FOLDER = "fontpkg_pt_sans", "files"
_BOLD, _REGULAR = "PT_Sans-Web-Bold.ttf", "PT_Sans-Web-Regular.ttf"
#: Where machines keep a font with the same letters, should the package be gone.
_ELSEWHERE = (
    "/usr/share/fonts/truetype/dejavu",
    "/usr/share/fonts/dejavu-sans-fonts",
    "/usr/share/fonts/TTF",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
_NAMES = (("DejaVuSans-Bold.ttf", "DejaVuSans.ttf"), ("Arial Bold.ttf", "Arial.ttf"), ("arialbd.ttf", "arial.ttf"))
#: No font has it: what is drawn for it is drawn for every letter that is missing.
_NOBODYS = "\U0010ffff"


class Face:
    """One font file at every size; safe to share between threads that do not draw at once."""

    def __init__(self, path: Path) -> None:
        """Raises UserError when the file is no font."""
        self.path = path
        self.at = functools.lru_cache(maxsize=64)(self._at)
        self._missing = self._shape(_NOBODYS)
        self._known: dict[str, bool] = {}

    def lacks(self, text: str) -> str:
        """The characters of the text that would be drawn as empty boxes, each once, in order."""
        return "".join(char for char in dict.fromkeys(text) if not char.isspace() and not self._has(char))

    def _has(self, char: str) -> bool:
        if char not in self._known:
            self._known[char] = self._shape(char) != self._missing
        return self._known[char]

    def _shape(self, char: str) -> tuple[tuple[int, int], bytes]:
        mask = self.at(40).getmask(char)
        return mask.size, bytes(mask)

    def _at(self, size_px: int) -> ImageFont.FreeTypeFont:
        try:
            # The basic layout comes out the same on every machine; none of our scripts needs more.
            return ImageFont.truetype(str(self.path), size_px, layout_engine=ImageFont.Layout.BASIC)
        except OSError:
            raise UserError(
                Problem(str(self.path), "is no font that can be used", "name a .ttf or .otf as card_font")
            ) from None


def faces(own: Path | None = None) -> tuple[Face, Face]:
    """Bold and regular: the font at that path for both, else PT Sans, else the machine's. Raises UserError."""
    if own is not None:
        face = Face(own)
        return face, face
    for folder, bold, regular in _places():
        if (folder / bold).is_file() and (folder / regular).is_file():
            return Face(folder / bold), Face(folder / regular)
    raise UserError(Problem("title cards", "no font was found", "install fontpkg-pt-sans, or name one as card_font"))


def _places() -> list[tuple[Path, str, str]]:
    package = importlib.util.find_spec(_PACKAGE)
    parts = package.submodule_search_locations if package else None
    ours = [(Path(part) / _FOLDER, _BOLD, _REGULAR) for part in parts or ()]
    return ours + [(Path(folder), *names) for folder in _ELSEWHERE for names in _NAMES]


def drawable(text: str, face: Face) -> str:
    """The text without the signs the font lacks (emoji, arrows), blanks squeezed, letters as single characters."""
    text = unicodedata.normalize("NFC", text)
    lacking = face.lacks(text)
    kept = "".join(char for char in text if char not in lacking or unicodedata.category(char)[0] in "LMN")
    return " ".join(kept.split())
