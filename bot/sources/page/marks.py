"""Elements that a page marks for machines: microdata, RDFa and link relations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement

from bot.sources.page.blocks import Outline

#: More than any page has; a hostile one is not followed further.
_MOST: Final = 2000


@dataclass(frozen=True, slots=True)
class Marks:
    """Marked elements, those without text first; found before the body is, which takes elements out of the tree."""

    _by_property: Mapping[str, Sequence[HtmlElement]]
    _by_relation: Mapping[str, Sequence[HtmlElement]]

    def of_property(self, *names: str) -> list[HtmlElement]:
        """Elements with one of these itemprop or property values, lower case, in the order of the names."""
        return [element for name in names for element in self._by_property.get(name, ())]

    def of_relation(self, name: str) -> Sequence[HtmlElement]:
        """Links with this word in their rel."""
        return self._by_relation.get(name, ())


def marks_of(tree: HtmlElement, outline: Outline) -> Marks:
    """Everything the page marks outside menus and the like."""
    properties: dict[str, list[HtmlElement]] = {}
    relations: dict[str, list[HtmlElement]] = {}
    for element in [*tree.iter("meta"), *dict.fromkeys(outline.marked)][:_MOST]:
        for stated in (element.get("itemprop"), element.get("property")):
            if stated:
                properties.setdefault(stated.strip().lower().removeprefix("schema:"), []).append(element)
        if element.tag == "a":
            for word in (element.get("rel") or "").lower().split()[:6]:
                relations.setdefault(word, []).append(element)
    return Marks(properties, relations)
