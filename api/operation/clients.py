"""The peer of a connection and its headers go in, the client's address comes out; headers only as far as a proxy is trusted."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def networks(value: str) -> tuple[Network, ...]:
    """The networks that a setting lists, by comma or blank.

    >>> networks("127.0.0.1, 10.0.0.0/8")
    (IPv4Network('127.0.0.1/32'), IPv4Network('10.0.0.0/8'))
    >>> networks("proxy.example")
    Traceback (most recent call last):
        ...
    ValueError: expected addresses or networks like 10.0.0.0/8, found 'proxy.example'
    """
    found = []
    for one in value.replace(",", " ").split():
        try:
            found.append(ipaddress.ip_network(one))
        except ValueError:
            raise ValueError(f"expected addresses or networks like 10.0.0.0/8, found {one!r}") from None
    return tuple(found)


@lru_cache(maxsize=4096)
def parsed(text: str) -> Address | None:
    """An address as it stands in a header or a socket, with or without port and brackets; None if it is none.

    >>> parsed("[2001:db8::7]:4711"), parsed("192.0.2.1:80"), parsed("::ffff:192.0.2.1"), parsed("unknown")
    (IPv6Address('2001:db8::7'), IPv4Address('192.0.2.1'), IPv4Address('192.0.2.1'), None)
    """
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


@lru_cache(maxsize=4096)
def rate_key(address: str) -> str:
    """What one client is for the rate limit: an IPv4 address, or the /64 that a household or a machine has of IPv6.

    >>> rate_key("192.0.2.1"), rate_key("2001:db8:1:2:3::4"), rate_key("")
    ('192.0.2.1', '2001:db8:1:2::/64', '')
    """
    found = parsed(address)
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found) if found else address


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies in front of the service: what they say of a client is believed, what anybody else says is not."""

    trusted: tuple[Network, ...] = ()

    def client(self, peer: str, forwarded_for: str, forwarded: str) -> str:
        """The address of the client whose request came from `peer` with these headers ("" where there is none).

        Both are read from the right, as far as each hop is trusted. A proxy passes the header on that it does not
        set: where the two disagree, one is forged, and the proxy itself counts as the client.

        >>> Proxies(networks("10.0.0.0/8")).client("10.0.0.1", "203.0.113.9, 198.51.100.7, 10.0.0.2", "")
        '198.51.100.7'
        >>> Proxies().client("192.0.2.1", "203.0.113.9", "")
        '192.0.2.1'
        """
        if not self.trusted or not self.trusts(peer):
            return peer
        said = [_hops(forwarded_for)] if forwarded_for else []
        if forwarded:
            said.append(_forwarded_hops(forwarded))
        found = {self._first_untrusted(peer, hops) for hops in said}
        return found.pop() if len(found) == 1 else peer

    def trusts(self, peer: str) -> bool:
        """Whether a peer is one of the proxies."""
        address = parsed(peer)
        return address is not None and any(address in network for network in self.trusted)

    def _first_untrusted(self, peer: str, hops: list[str]) -> str:
        """The first address from the right that is no proxy; a hop that is no address ends what can be believed."""
        last = peer
        for hop in reversed(hops):
            address = parsed(hop)
            if address is None:
                break
            last = str(address)
            if not self.trusts(last):
                break
        return last


def _hops(header: str) -> list[str]:
    return header.split(",")


def _forwarded_hops(header: str) -> list[str]:
    """The `for` of each element of a Forwarded header (RFC 7239), "" where it has none.

    >>> _forwarded_hops('for=192.0.2.43;proto=https, For="[2001:db8::17]:47", by=x')
    ['192.0.2.43', '"[2001:db8::17]:47"', '']
    """
    return [_parameter(element.split(";"), "for") for element in header.split(",")]


def _parameter(pairs: Iterable[str], name: str) -> str:
    for pair in pairs:
        key, _, value = pair.strip().partition("=")
        if key.strip().lower() == name:
            return value.strip()
    return ""
