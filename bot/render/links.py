"""The link as readers get it: the canonical address with the account's own marks."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit


def marked(url: str, parameters: Mapping[str, str], *, mark: str, account: str, network: str) -> str:
    """The address with the parameters added, `{mark}`, `{account}` and `{network}` filled in; its own query kept.

    A parameter that comes out empty is left out.
    """
    names = {"mark": mark, "account": account, "network": network}
    filled = {key: _filled(value, names) for key, value in parameters.items()}
    added = [(key, value) for key, value in filled.items() if value]
    if not added:
        return url
    parts = urlsplit(url)
    own = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key not in dict(added)]
    query = urlencode([*own, *added], quote_via=quote)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, parts.fragment))


def _filled(value: str, names: Mapping[str, str]) -> str:
    for name, text in names.items():
        value = value.replace("{" + name + "}", text)
    return value
