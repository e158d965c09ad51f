"""Where X sees a link in a text, by the rules of twitter-text 3.1.0.

Read 2026-11-23 at https://github.com/twitter/twitter-text.
With a scheme a domain in any script counts; without one only Latin labels do, whatever the ending: «сайт.рф» is text,
"site.рф" is a link. An e-mail address is none. Time is linear in the text's length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.model.tlds import LATIN, OTHERS

_ACCENTED = (
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b"
    "\u02bb\u0300-\u036f\u1e00-\u1eff"
)
#: What a domain is never made of: punctuation, blanks, signs of direction. Quotation marks and dashes are not among it.
_NEVER = (
    r"!'#%&()*+,\\/:;<=>?@\[\]^{|}~$\t-\r \x85\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
    r"\ufffe\ufeff\uffff\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069"
)
#: Labels, dots, dashes and underscores in a row.
_RUN = re.compile(rf"[^{_NEVER}]+")
_LATIN_LABELS = re.compile(rf"(?:[-A-Za-z0-9{_ACCENTED}]+\.)+")
_LATIN_ENDING = re.compile(r"[A-Za-z]{2,24}(?![0-9A-Za-z@+-])")
_OTHER_ENDING = re.compile(rf"(?:{'|'.join(OTHERS)})(?![0-9A-Za-z@+-])", re.IGNORECASE)
_PUNYCODE = re.compile(r"xn--[-0-9a-z]+", re.IGNORECASE)
#: A cheap first look: without one of these no text has a link.
_POSSIBLE = re.compile(
    rf"https?://|[-A-Za-z0-9{_ACCENTED}]\.(?:[A-Za-z]{{2}}|[{''.join(sorted({name[0] for name in OTHERS}))}])",
    re.IGNORECASE,
)
_ENDING_POSSIBLE = re.compile(rf"\.(?:[A-Za-z]{{2}}|[{''.join(sorted({name[0] for name in OTHERS}))}])", re.IGNORECASE)
#: A run with a dot in it; never begun in the middle of one.
_DOTTED = re.compile(rf"(?<![^{_NEVER}])[^.{_NEVER}]*+\.[^{_NEVER}]*+")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
#: Signs before which no link begins.
_GLUED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@＠$#＃\ufffe\ufeff\uffff")
#: Places inside a label where a link may begin: after a letter that is not Latin, a dash, an underscore.
_INNER = re.compile(r"(?<=[^A-Za-z0-9＠＃])(?=[^_-])")

_PATH = rf"A-Za-z0-9\u0400-\u04ff{_ACCENTED}!*';:=+,.$/%#\[\]\u2013_~@|&-"
_BRACKETED = rf"\((?:[{_PATH}]++\)|[{_PATH}]*+\([{_PATH}]++\)[{_PATH}]*+\))"
_TAIL = re.compile(
    rf"(?::[0-9]+)?(?P<path>/(?:[{_PATH}]++|{_BRACKETED})*+)?",
)
_NO_PATH_ENDS_WITH = "!*';:,.$%[]–~@|&"
_QUERY = re.compile(r"\?[A-Za-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]+")
_NO_QUERY_ENDS_WITH = "!?*'@();:+$%[].,~|"
_TCO = re.compile(r"https?://t\.co/([a-z0-9]+)", re.IGNORECASE)

_LONGEST_ADDRESS = 4096
_LONGEST_LABEL = 63
_LONGEST_TCO = 40
_SCHEME_LENGTH = len("https://")


def urls(text: str) -> list[tuple[int, int]]:
    """[start, end) of each link X would make, in order."""
    if not _POSSIBLE.search(text):
        return []
    found: list[tuple[int, int]] = []
    #: A link needs a sign before it that belongs to no link before, or the text's beginning.
    read, at = 0, 0
    while run := (read and _RUN.match(text, at)) or _DOTTED.search(text, at):
        start, at = run.span()
        if not _ENDING_POSSIBLE.search(text, start, at):
            continue
        scheme = _scheme_before(text, start, read)
        for domain, domain_end in _domains(text, start, run.end(), read, after_scheme=scheme is not None):
            glued = domain > read and text[domain - 1] in "-_./"
            read, has_path = _tail(text, domain_end) if domain_end == run.end() else (domain_end, False)
            if scheme is not None and domain == start:
                found += _with_scheme(text, scheme, domain, domain_end, read)
            elif not glued:
                found += _bare(text, domain, domain_end, read, has_path=has_path)
        at = max(at, read)
    return found


def _scheme_before(text: str, start: int, read: int) -> int | None:
    """Where the scheme that stands right before `start` begins; None where there is none, or no link may begin."""
    for length in (_SCHEME_LENGTH, _SCHEME_LENGTH - 1):
        at = start - length
        if at >= read and _SCHEME.fullmatch(text, at, start):
            return at if at == 0 or (at > read and text[at - 1] not in _GLUED) else None
    return None


def _domains(text: str, start: int, end: int, read: int, *, after_scheme: bool) -> Iterator[tuple[int, int]]:
    """[start, end) of each domain of a run, as long as it can be."""
    labels: list[tuple[int, int]] = []
    at = start
    for label in text[start:end].split("."):
        labels.append((at, at + len(label)))
        at += len(label) + 1
    endings = [None, *(_ending(text, begins) for begins, _ in labels[1:])]
    reach = _reach(text, labels, endings)
    index = 0
    while index < len(labels) - 1:
        begins, ends = labels[index]
        further, direct = reach[index + 1], endings[index + 1]
        chosen = None
        if (further is not None or direct is not None) and begins < ends and text[ends - 1] not in "-_":
            for place in _beginnings(text, begins, ends):
                if not (_is_free(text, place, read) or (after_scheme and place == start)):
                    continue
                last = further if further is not None else index + 1
                if further is not None or "_" not in text[place:ends]:
                    chosen = place, last
                    break
        if chosen is None:
            index += 1
            continue
        place, last = chosen
        read = endings[last] or end
        yield place, read
        index = last


def _reach(text: str, labels: list[tuple[int, int]], endings: list[int | None]) -> list[int | None]:
    """For each label, the last one that can end a domain which has this label whole; None where none can."""
    reach: list[int | None] = [None] * len(labels)
    for index in range(len(labels) - 2, -1, -1):
        begins, ends = labels[index]
        if begins == ends or text[begins] in "-_" or text[ends - 1] in "-_":
            continue
        if reach[index + 1] is not None:
            reach[index] = reach[index + 1]
        elif endings[index + 1] is not None and "_" not in text[begins:ends]:
            reach[index] = index + 1
    return reach


def _is_free(text: str, place: int, read: int) -> bool:
    """Whether the sign before allows a link; half a surrogate pair always does, as X sees UTF-16."""
    return place == 0 or (place > read and text[place - 1] not in _GLUED) or (place >= read and text[place] > "\uffff")


def _beginnings(text: str, begins: int, ends: int) -> Iterator[int]:
    """The places of a label where a domain may begin, in the order in which X tries them."""
    if begins == 0 and ends > 1 and text[0] not in _GLUED and text[1] not in "-_":
        # A sign before the link is preferred to none.
        yield 1
    if text[begins] not in "-_":
        yield begins
    yield from (inner.start() for inner in _INNER.finditer(text, begins + 1, ends))


def _ending(text: str, start: int) -> int | None:
    """Where the domain ending that begins at `start` ends; None where none begins."""
    if (latin := _LATIN_ENDING.match(text, start)) and latin.group().lower() in LATIN:
        return latin.end()
    if other := _OTHER_ENDING.match(text, start):
        return other.end()
    punycode = _PUNYCODE.match(text, start)
    return punycode.end() if punycode else None


def _tail(text: str, at: int) -> tuple[int, bool]:
    """Where port, path and query end, and whether there is a path."""
    found = _TAIL.match(text, at)
    if found is None:
        return at, False
    end = found.end()
    if path := found["path"]:
        end -= len(path) - max(len(path.rstrip(_NO_PATH_ENDS_WITH)), 1)
    if query := _QUERY.match(text, end):
        kept = len(query.group().rstrip(_NO_QUERY_ENDS_WITH))
        end += kept
    return end, bool(path)


def _with_scheme(text: str, start: int, domain: int, domain_end: int, end: int) -> list[tuple[int, int]]:
    if not _is_valid(text[domain:domain_end], end - start):
        return []
    short = _TCO.match(text, start, end)
    if short is None:
        return [(start, end)]
    if len(short.group(1)) > _LONGEST_TCO:
        return []
    query = _QUERY.match(text, short.end(), end)
    return [(start, end if query and query.end() == end else short.end())]


def _bare(text: str, domain: int, domain_end: int, end: int, *, has_path: bool) -> list[tuple[int, int]]:
    """The Latin domains of a domain without scheme; what follows the domain counts with the last one."""
    if not _is_valid(text[domain:domain_end], end - domain + _SCHEME_LENGTH):
        return []
    found = list(_latin_domains(text, domain, domain_end))
    if found and has_path:
        found[-1] = (found[-1][0], found[-1][1] + end - domain_end)
    return found


def _latin_domains(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    while labels := _LATIN_LABELS.search(text, at, end):
        at = labels.end()
        place = labels.end()
        while place > labels.start():
            if (ending := _ending(text, place)) is not None:
                yield labels.start(), ending
                at = ending
                break
            place = text.rfind(".", labels.start(), place - 1) + 1


def _is_valid(domain: str, length: int) -> bool:
    """Whether every label can be written as DNS wants it, and the address is not too long."""
    if domain.startswith("xn--") and next(_latin_domains(domain, 0, len(domain)), None) is None:
        return False
    return length <= _LONGEST_ADDRESS and all(_fits_dns(label) for label in domain.split("."))


def _fits_dns(label: str) -> bool:
    if len(label) > _LONGEST_LABEL or label.isascii():
        return len(label) <= _LONGEST_LABEL
    return len("xn--") + len(label.encode("punycode")) <= _LONGEST_LABEL
