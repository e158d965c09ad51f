"""Icons that pages draw without a class that tells: by a script, a font, or a sheet of drawings."""

from __future__ import annotations

from lxml.html import HtmlElement

from bot.sources.page import classes
from bot.sources.page.classes import flags_of

_TAGS = frozenset({"i", "span", "ion-icon", "iconify-icon", "mat-icon"})
_ATTRIBUTES = ("name", "icon", "data-feather", "data-lucide", "data-icon")
#: Words that an icon font shows as an eye.
LIGATURES = frozenset({"visibility", "remove_red_eye"})


def is_eye(element: HtmlElement, tag: str) -> bool:
    """Whether an icon's attribute or only word says that it is an eye."""
    if tag not in _TAGS or len(element) or (tag == "span" and "material" not in (element.get("class") or "")):
        return False
    if (element.text or "").strip() in LIGATURES:
        return True
    return bool(flags_of(" ".join(element.get(name) or "" for name in _ATTRIBUTES)) & classes.EYE)


def is_drawn_eye(drawing: HtmlElement) -> bool:
    """Whether an <svg> is called an eye, or takes one from a sheet."""
    names = f"{drawing.get('class') or ''} {drawing.get('aria-label') or ''}"
    for inner in drawing.iter("use", "title"):
        names += f" {inner.get('href') or inner.get('xlink:href') or inner.text or ''}"
    return bool(flags_of(names) & classes.EYE)
