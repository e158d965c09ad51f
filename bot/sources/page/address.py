"""The page's canonical address, and its translations."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.sources.canonical import clean_url, same_page
from bot.sources.language import normal_code
from bot.sources.page.document import Page


def canonical_of(page: Page) -> str:
    """rel=canonical, else og:url, else the page's own address; a canonical that leads home is distrusted."""
    own = clean_url(page.url) if page.url.startswith(("http://", "https://")) else page.url
    for stated in (*_links(page, "canonical"), *page.meta.get("og:url", ())):
        found = _cleaned(page, stated)
        if found is None:
            continue
        if _leads_home(found, own):
            page.notes.append("its canonical address is the site's home page: not trusted")
            continue
        return found
    return own


def translations_of(page: Page) -> dict[str, str]:
    """Language → address of the same article in it, by hreflang; the page's own left out."""
    found: dict[str, str] = {}
    for link in page.tree.xpath("//link[@hreflang and @href]"):
        if "alternate" not in (link.get("rel") or "alternate").lower():
            continue
        code, address = normal_code(link.get("hreflang")), _cleaned(page, link.get("href"))
        if code and address and code != "x" and not same_page(address, page.url):
            found.setdefault(code, address)
    return found


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
    path = urlsplit(found).path.strip("/").lower()
    own_parts = urlsplit(own)
    if urlsplit(found).query or not own_parts.path.strip("/"):
        return False
    return path in {"", "index.php", "index.html", "ru", "ky", "kg", "en"}
