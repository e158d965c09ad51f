"""The page's canonical address, and its translations."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bot.sources.canonical import clean_url, same_page
from bot.sources.language import normal_code
from bot.sources.page.document import Page

_HOMES = frozenset({"", "index.php", "index.html", "home", "ru", "ky", "kg", "kk", "kz", "uz", "tg", "uk", "en"})
_LISTING = re.compile(
    r"(?:news|novosti|novost|press|press-?cent(?:re|er)|press-?sluzhba|articles?|posts?|events?|blog|media|publications?|category|"
    r"janylyktar|zhanylyktar|jarnamalar|detail\.php|index\.php|news\.php)",
    re.IGNORECASE,
)
#: A parameter that names the article.
_NAMES_ARTICLE = re.compile(
    r"(?:\w*_)?(?:id|p|nid|sid|newsid|news|article|post|item|element|node|code|slug)", re.IGNORECASE
)
#: Parameters of a page's twins: for printing, for phones.
_OF_A_TWIN = frozenset(
    {
        ("amp", ""),
        ("amp", "1"),
        ("outputtype", "amp"),
        ("print", "y"),
        ("print", "1"),
        ("tmpl", "component"),
        ("format", "amp"),
    }
)


def canonical_of(page: Page) -> str:
    """rel=canonical, else og:url, else the page's own address; one that cannot be this page's is distrusted."""
    is_web = page.url.startswith(("http://", "https://"))
    own = clean_url(page.url) if is_web else page.url
    for stated in (*_links(page, "canonical"), *page.meta.get("og:url", ())):
        found = _cleaned(page, stated)
        if found is None:
            continue
        fault = _fault(found, own)
        if fault is None:
            return found
        page.notes.append(f"its canonical address is {fault}: not trusted")
    return _without_twin(own) if is_web else own


def translations_of(page: Page, canonical: str, language: str | None) -> dict[str, str]:
    """Language → address of the same article in it, by hreflang; the page's own left out."""
    found: dict[str, str] = {}
    for link in page.tree.xpath("//link[@hreflang and @href]"):
        if "alternate" not in (link.get("rel") or "alternate").lower():
            continue
        code, address = normal_code(link.get("hreflang")), _cleaned(page, link.get("href"))
        if not code or not address or code == language or same_page(address, page.url) or same_page(address, canonical):
            continue
        if not _leads_home(address, canonical):
            found.setdefault(code, address)
    return found


def _fault(found: str, own: str) -> str | None:
    """Why an address cannot be the article's, in plain words; None where it can."""
    there, here = urlsplit(found), urlsplit(own)
    if there.hostname != here.hostname and _is_private(there.hostname or ""):
        return "on a machine of the site's makers"
    if _leads_home(found, own):
        return "the site's home page"
    if there.query:
        return None
    names_article = any(_NAMES_ARTICLE.fullmatch(key) and value for key, value in parse_qsl(here.query))
    if names_article and there.path.rstrip("/") == here.path.rstrip("/"):
        return "that of every article"
    steps, own_steps = there.path.strip("/").split("/"), here.path.strip("/").split("/")
    if len(steps) < len(own_steps) and own_steps[: len(steps)] == steps and _LISTING.fullmatch(steps[-1]):
        return "a list of articles"
    return None


def _is_private(host: str) -> bool:
    if host == "localhost" or host.endswith((".local", ".localhost", ".test", ".internal")) or "." not in host:
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def _without_twin(own: str) -> str:
    """The address without what makes it a version for printing or phones."""
    parts = urlsplit(own)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(key, value) for key, value in pairs if (key.lower(), value.lower()) not in _OF_A_TWIN]
    return own if len(kept) == len(pairs) else urlunsplit(parts._replace(query=urlencode(kept)))


def _links(page: Page, relation: str) -> list[str]:
    return [
        link.get("href") or "" for link in page.tree.iter("link") if relation in (link.get("rel") or "").lower().split()
    ]


def _cleaned(page: Page, address: str | None) -> str | None:
    if not address or not address.strip():
        return None
    try:
        return clean_url(page.absolute(address))
    except ValueError:
        return None


def _leads_home(found: str, own: str) -> bool:
    if urlsplit(found).query or not urlsplit(own).path.strip("/"):
        return False
    path = urlsplit(found).path.strip("/").lower()
    return path in _HOMES or (path.removesuffix("/index.php") in _HOMES and path.endswith("/index.php"))
