"""One address for one page: absolute, without fragment, tracking parameters and needless spellings."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

from bot.model.identity import page_key

#: Parameters that say where a reader came from, never what is shown.
_TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|piwik_\w+|hsa_\w+|_hs\w+|fb_\w+|fbclid|gclid|gclsrc|dclid|wbraid|gbraid|msclkid|yclid|"
    r"ymclid|ysclid|twclid|ttclid|igshid|igsh|mc_[ce]id|mkt_tok|_openstat|openstat|rss_?from|cmpid|s_cid|ncid|sref|"
    r"spm|vero_id|wt_mc|xtor|_ga|_gl|_ym_\w+|roistat\w*|erid|etext|sphrase_id|clear_cache|back_?url|bxajaxid|"
    r"sessionid|phpsessid|jsessionid|sid_tracking",
    re.IGNORECASE,
)
_CAME_FROM = {"rss", "feed", "atom", "tg", "telegram", "vk", "fb", "facebook", "twitter", "newsletter", "email", "push"}
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_SAFE_PATH = "/:@!$&'()*+,;=-._~%"


def clean_url(url: str, base: str | None = None) -> str:
    """The page's address in its one spelling. Raises ValueError for one that is not http(s)."""
    joined = urljoin(base, url.strip()) if base else url.strip()
    parts = urlsplit(joined)
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{url!r} is no web address")
    return urlunsplit((parts.scheme.lower(), _authority(joined), _path(parts.path), _query(parts.query), ""))


def same_page(one: str, other: str) -> bool:
    """Whether two addresses differ in nothing but scheme, "www.", fragment and a closing slash."""
    return page_key(one.partition("#")[0]) == page_key(other.partition("#")[0])


def _authority(url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    try:
        host = host.encode("ascii").decode()
    except UnicodeEncodeError:
        host = host.encode("idna").decode()
    if ":" in host:
        host = f"[{host}]"
    default = {"http": 80, "https": 443}[parts.scheme.lower()]
    return host if parts.port in {None, default} else f"{host}:{parts.port}"


def _path(path: str) -> str:
    path = _SESSION_IN_PATH.sub("", path) if ";" in path else path
    # Unquoted and quoted again, so that Cyrillic has one spelling; %2F stays what it is.
    segments = [
        quote(unquote(segment), safe=_SAFE_PATH.replace("%", "").replace("/", "")) for segment in path.split("/")
    ]
    return "/".join(segments) or "/"


def _query(query: str) -> str:
    if not query:
        return ""
    # Careless templates escape the sign twice.
    query = query.replace("&amp;", "&").removeprefix("amp;")
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(key, value) for key, value in pairs if not _is_tracking(key, value)]
    if len(kept) == len(pairs):
        return quote(query, safe="=&;:@/?!$'()*+,-._~%[]|")
    return urlencode(kept)


def _is_tracking(key: str, value: str) -> bool:
    if _TRACKING.fullmatch(key):
        return True
    return key.lower() in {"from", "ref", "source"} and value.lower() in _CAME_FROM
