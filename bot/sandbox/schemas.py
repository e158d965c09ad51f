"""The networks' machine-readable schemas, where they lie beside the project, and a small validator of JSON by them."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parents[3] / "shared" / "networks" / "schemas"
_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool,
}  # fmt: skip


@cache
def schema(name: str) -> dict[str, Any] | None:
    """The schema file; None where it does not lie beside the project."""
    path = _FOLDER / name
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def faults(value: Any, rule: dict[str, Any], root: dict[str, Any], where: str = "body") -> list[str]:
    """What is wrong with a JSON value by a JSON Schema rule, each with its place; [] when nothing is.

    Knows what the networks' schemas use: references, allOf, anyOf, types, enums, patterns, bounds, required and
    additional properties. Formats are not judged.
    """
    if "$ref" in rule:
        target: Any = root
        for step in rule["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        return faults(value, target, root, where)
    found = [text for part in rule.get("allOf", ()) for text in faults(value, part, root, where)]
    forms = rule.get("anyOf") or rule.get("oneOf") or ()
    if forms and all(faults(value, part, root, where) for part in forms):
        found.append(f"{where} fits none of the forms")
    kind = rule.get("type")
    if kind and (not isinstance(value, _TYPES[kind]) or (isinstance(value, bool) and kind != "boolean")):
        return [*found, f"{where} is no {kind}"]
    if "enum" in rule and value not in rule["enum"]:
        found.append(f"{where} is none of {', '.join(map(str, rule['enum']))}")
    if isinstance(value, str):
        found += _of_text(value, rule, where)
    elif isinstance(value, list):
        found += _of_list(value, rule, root, where)
    elif isinstance(value, dict):
        found += _of_object(value, rule, root, where)
    elif isinstance(value, int | float) and not rule.get("minimum", value) <= value <= rule.get("maximum", value):
        found.append(f"{where} is out of bounds")
    return found


def _of_text(value: str, rule: dict[str, Any], where: str) -> list[str]:
    found = []
    if not rule.get("minLength", 0) <= len(value) <= rule.get("maxLength", len(value)):
        found.append(f"{where} is too short or too long")
    if "pattern" in rule and re.search(rule["pattern"], value) is None:
        found.append(f"{where} has the wrong form")
    return found


def _of_list(value: list[Any], rule: dict[str, Any], root: dict[str, Any], where: str) -> list[str]:
    found = []
    if not rule.get("minItems", 0) <= len(value) <= rule.get("maxItems", len(value)):
        found.append(f"{where} has too few or too many entries")
    if "items" in rule:
        found += [text for i, part in enumerate(value) for text in faults(part, rule["items"], root, f"{where}[{i}]")]
    return found


def _of_object(value: dict[str, Any], rule: dict[str, Any], root: dict[str, Any], where: str) -> list[str]:
    known = rule.get("properties", {})
    found = [f"{where}.{key} is missing" for key in rule.get("required", ()) if key not in value]
    for key, part in value.items():
        if key in known:
            found += faults(part, known[key], root, f"{where}.{key}")
        elif rule.get("additionalProperties") is False:
            found.append(f"{where}.{key} is unknown")
    return found
