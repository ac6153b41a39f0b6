"""Who the client is: the peer, or what a trusted proxy says, and nothing that anybody else says."""

from __future__ import annotations

import pytest

from api.operation.clients import Proxies, networks, rate_key

BEHIND = Proxies(networks("10.0.0.0/8 2001:db8:ffff::/48"))


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "forwarded", "client", "reason"),
    [
        ("192.0.2.1", "203.0.113.9", "for=203.0.113.9", "192.0.2.1", "a stranger's headers are not believed"),
        ("10.0.0.1", "", "", "10.0.0.1", "a proxy that says nothing is the client"),
        ("10.0.0.1", "203.0.113.9", "", "203.0.113.9", "what a proxy says"),
        ("10.0.0.1", "1.2.3.4, 203.0.113.9", "", "203.0.113.9", "what stands left of a stranger is his invention"),
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", "", "203.0.113.9", "a chain of proxies"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "", "10.0.0.3", "a client among the proxies"),
        ("10.0.0.1", "203.0.113.9, unknown", "", "10.0.0.1", "what is no address ends the chain"),
        ("10.0.0.1", "203.0.113.9, _hidden, 10.0.0.2", "", "10.0.0.2", "the same behind a further proxy"),
        ("10.0.0.1", "203.0.113.9:443", "", "203.0.113.9", "with a port"),
        ("10.0.0.1", "2001:db8::7", "", "2001:db8::7", "IPv6 bare"),
        ("10.0.0.1", "[2001:db8::7]:443", "", "2001:db8::7", "IPv6 with brackets and port"),
        ("::ffff:10.0.0.1", "203.0.113.9", "", "203.0.113.9", "an IPv4 proxy on an IPv6 socket"),
        ("2001:db8:ffff::1", "203.0.113.9", "", "203.0.113.9", "an IPv6 proxy"),
        ("10.0.0.1", "", 'for="[2001:db8::7]:4711";proto=https', "2001:db8::7", "RFC 7239"),
        ("10.0.0.1", "", "for=1.2.3.4, for=203.0.113.9;by=10.0.0.2, FOR=10.0.0.2", "203.0.113.9", "RFC 7239, a chain"),
        ("10.0.0.1", "", "proto=https", "10.0.0.1", "RFC 7239 without a for"),
        ("10.0.0.1", "203.0.113.9", "for=203.0.113.9", "203.0.113.9", "both headers agree"),
        ("10.0.0.1", "203.0.113.9", "for=1.2.3.4", "10.0.0.1", "both disagree: one of them is forged"),
        ("10.0.0.1", ",,", "", "10.0.0.1", "rubbish"),
        ("", "203.0.113.9", "", "", "no peer: a socket without address"),
    ],
)
def test_the_client(peer: str, forwarded_for: str, forwarded: str, client: str, reason: str) -> None:
    assert BEHIND.client(peer, forwarded_for, forwarded) == client, reason


@pytest.mark.parametrize(
    ("one", "other", "same", "reason"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True, "one /64 is one client"),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False, "its neighbour is another"),
        ("192.0.2.1", "::ffff:192.0.2.1", True, "IPv4 in IPv6"),
        ("192.0.2.1", "192.0.2.2", False, "IPv4 addresses are clients each"),
    ],
)
def test_the_key_of_the_rate_limit(one: str, other: str, same: bool, reason: str) -> None:
    assert (rate_key(one) == rate_key(other)) is same, reason


@pytest.mark.parametrize("value", ["10.0.0.1/8", "proxy", "10.0.0.0/33", "127.0.0.1, x"])
def test_a_network_that_is_none(value: str) -> None:
    with pytest.raises(ValueError, match="expected addresses or networks"):
        networks(value)
