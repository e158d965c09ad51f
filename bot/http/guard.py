"""The guard against private addresses: no address from outside may lead into the inner network.

Names are resolved once, every answer is checked, and the connection goes to the checked address: neither a redirect
nor a name that changes its answer between check and use gets through. Behind a proxy it is the proxy that
resolves; then literal private addresses and local names are refused and the rest is left to it.
"""

from __future__ import annotations

import ipaddress
import queue
import re
import socket
import threading
from collections.abc import Collection, Iterable
from urllib.parse import unquote_plus, urlsplit, urlunsplit

from bot.errors import AddressRefused

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_LOCAL_ENDINGS = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home", ".corp", ".home.arpa")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
#: No ordinary hosts (IANA's registers of special addresses), though Python 3.11's `is_global` says yes to some.
_SPECIAL = tuple(
    ipaddress.ip_network(text)
    for text in (
        "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "64:ff9b:1::/48", "100::/64", "2001::/23",
        "2001:db8::/32", "3fff::/20", "5f00::/16", "fec0::/10",
    )
)  # fmt: skip
_PAIR = re.compile(r"(^|[&;])([^=&;]*)=([^&;]*)")
_SECRET_NAME = re.compile(
    r"(?:token|secret|key|sig|sign|signature|password|passwd|pwd|auth|authorization|code|hash|session|sid|ticket|jwt)$",
    re.IGNORECASE,
)


class Guard:
    """Knows which addresses may be asked."""

    def __init__(self, allow: Collection[str] = ()) -> None:
        """`allow`: "host", "host:port" or a network in CIDR form that may be asked though private."""
        self._networks = [network for entry in allow if (network := _network(entry)) is not None]
        self._hosts = {entry.lower() for entry in allow if _network(entry) is None}

    def check_url(self, url: str, *, behind_proxy: bool = False) -> None:
        """Nothing, when the address may be asked as far as it can be told without resolving names.

        Raises AddressRefused.
        """
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
        except ValueError:
            raise AddressRefused(redacted(url), "is no address") from None
        if parts.scheme not in {"http", "https"} or not host:
            raise AddressRefused(redacted(url), "is no web address: it must begin with http:// or https://")
        if re.search(r"[\x00-\x20\x7f\\]", url):
            raise AddressRefused(redacted(url), "holds a character that no address may hold")
        if self.allows_host(host, port):
            return
        literal = literal_address(host)
        if literal is not None:
            self._check(redacted(url), literal)
        elif behind_proxy and _is_local_name(host):
            raise AddressRefused(redacted(url), f"{host} is a local name")

    def resolve(self, host: str, port: int, timeout_s: float | None = None) -> list[str]:
        """The checked addresses of the host, in the resolver's order.

        Raises AddressRefused when any of them is private; OSError when the name has none, TimeoutError among them.
        """
        literal = literal_address(host)
        found = [literal] if literal is not None else looked_up(host, port, timeout_s)
        if not self.allows_host(host, port):
            for address in found:
                self._check(host, address)
        return list(dict.fromkeys(str(address) for address in found))

    def allows_host(self, host: str, port: int) -> bool:
        """Whether the configuration names this host (and port) as allowed."""
        host = host.lower().strip("[]")
        return bool({host, f"{host}:{port}", f"[{host}]:{port}"} & self._hosts)

    def _check(self, what: str, address: Address) -> None:
        if any(address in network for network in self._networks if network.version == address.version):
            return
        if not is_public(address):
            mend = "name it in allow_private under [pressbot] if it is meant"
            raise AddressRefused(what, f"leads to the private address {address} → {mend}")


def looked_up(host: str, port: int, timeout_s: float | None) -> list[Address]:
    """What the system's resolver answers. It knows no time-out, so it is asked in a thread of its own.

    Raises OSError, TimeoutError.
    """
    answer: queue.SimpleQueue[list[Address] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.put([ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found])
        except (OSError, ValueError) as error:
            answer.put(error)

    threading.Thread(target=ask, name=f"resolve {host[:60]}", daemon=True).start()
    try:
        result = answer.get(timeout=timeout_s)
    except queue.Empty:
        raise TimeoutError(f"the name {host} was not resolved in time") from None
    if isinstance(result, Exception):
        raise result
    return result


def _network(entry: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(entry, strict=False) if "/" in entry else None
    except ValueError:
        return None


def literal_address(host: str) -> Address | None:
    """The address that the host spells, odd spellings (0x7f.1, 2130706433, 127.1) included; None for a name."""
    host = host.strip("[]").partition("%")[0]
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    if re.fullmatch(r"(0x[0-9a-fA-F]+|\d+)(\.(0x[0-9a-fA-F]+|\d+)){0,3}\.?", host):
        try:
            # inet_aton knows every spelling that the system's own resolver would follow.
            return ipaddress.IPv4Address(socket.inet_aton(host.rstrip(".")))
        except OSError:
            return None
    return None


def is_public(address: Address) -> bool:
    """Whether the address is an ordinary one of the open internet."""
    return all(_is_plainly_public(inner) for inner in _unwrapped(address))


def _unwrapped(address: Address) -> Iterable[Address]:
    yield address
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        yield from (part for part in inner if part is not None)


def _is_plainly_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and (address.ipv4_mapped or address in _NAT64):
        return True  # what it wraps is judged
    if any(address in network for network in _SPECIAL if network.version == address.version):
        return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified or address.is_link_local
    )


def _is_local_name(host: str) -> bool:
    host = host.lower().rstrip(".")
    return "." not in host or host.endswith(_LOCAL_ENDINGS)


def redacted(url: str) -> str:
    """The address fit to be shown: no user name and password, no values of parameters that may be secret."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # a password with a slash in it looks like a port that is no number
        query = _PAIR.sub(_without_secret, parts.query)
        shown = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, query, ""))
    except ValueError:
        shown = "an address that cannot be read"
    shown = "".join(letter if letter.isprintable() else "�" for letter in shown)
    return shown if len(shown) <= 300 else shown[:299] + "…"


def _without_secret(pair: re.Match[str]) -> str:
    name = pair.group(2)
    value = "…" if _SECRET_NAME.search(unquote_plus(name).rstrip("[]")) else pair.group(3)
    return f"{pair.group(1)}{name}={value}"
