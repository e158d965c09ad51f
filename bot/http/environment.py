"""What the machine says about proxies and certificate authorities, by the standard variables."""

from __future__ import annotations

import functools
import os
import ssl
from pathlib import Path
from urllib.request import getproxies, proxy_bypass

import certifi

from bot.errors import Problem, UserError

_BUNDLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def ca_bundle() -> str:
    """The file of trusted authorities: SSL_CERT_FILE, else REQUESTS_CA_BUNDLE, else the built-in one."""
    for name in _BUNDLES:
        value = os.environ.get(name)
        if value and Path(value).exists():
            return value
    return certifi.where()


@functools.lru_cache(maxsize=4)
def _context(bundle: str, folder: str | None) -> ssl.SSLContext:
    if Path(bundle).is_dir():
        return ssl.create_default_context(capath=bundle)
    return ssl.create_default_context(cafile=bundle, capath=folder)


def ssl_context() -> ssl.SSLContext:
    """One shared TLS context: making one costs 30 ms."""
    return _context(ca_bundle(), os.environ.get("SSL_CERT_DIR"))


def proxies_from_environment() -> dict[str, str]:
    """Scheme ("http", "https") → proxy address, from HTTP_PROXY, HTTPS_PROXY, ALL_PROXY in any case.

    Raises UserError for a kind of proxy that is not spoken (SOCKS).
    """
    found = getproxies()
    return {
        scheme: _with_scheme(address)
        for scheme in ("http", "https")
        if (address := found.get(scheme) or found.get("all"))
    }


def _with_scheme(address: str) -> str:
    whole = address if "://" in address else f"http://{address}"
    scheme = whole.partition("://")[0].lower()
    if scheme not in {"http", "https"}:
        mend = "name an http:// or https:// proxy in HTTPS_PROXY and HTTP_PROXY, or take the variable out"
        raise UserError(Problem("the environment's proxy", f"{scheme} proxies are not spoken", mend))
    return whole


def bypasses_proxy(host: str) -> bool:
    """Whether NO_PROXY names the host."""
    return bool(proxy_bypass(host))


def proxy_for(scheme: str, host: str) -> str | None:
    """The proxy by which that host is reached; None when it is reached directly."""
    proxy = proxies_from_environment().get(scheme)
    return None if proxy is None or bypasses_proxy(host) else proxy
