"""Which address calls: nobody can make up another one, and one household is one address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import HTTPConnection
from structlog.testing import capture_logs

from channels.limits.addresses import MOST_HOPS, Addresses, count_as, read_address, read_proxies

PROXIES = read_proxies("10.0.0.5, 172.20.0.0/16,2001:db8:f::/48")


def call(peer: str | None, *forwarded: str) -> HTTPConnection:
    headers = [(b"x-forwarded-for", value.encode("latin-1")) for value in forwarded]
    return HTTPConnection({"type": "http", "headers": headers, "client": (peer, 40_000) if peer is not None else None})


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.7", [], "192.0.2.7"),
        ("192.0.2.7", ["198.51.100.1"], "192.0.2.7"),  # whoever is no proxy is not believed
        ("10.0.0.6", ["198.51.100.1"], "10.0.0.6"),  # a neighbour of the proxy is none
        ("10.0.0.5", [], "10.0.0.5"),
        ("10.0.0.5", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.5", ["1.1.1.1, 198.51.100.1"], "198.51.100.1"),  # what stood there before the proxy came
        ("10.0.0.5", ["1.1.1.1", "198.51.100.1"], "198.51.100.1"),  # the same as two headers
        ("10.0.0.5", ["1.1.1.1, 198.51.100.1, 172.20.3.4"], "198.51.100.1"),  # two proxies of ours
        ("10.0.0.5", ["172.20.9.9, 198.51.100.1, 172.20.3.4"], "198.51.100.1"),  # who claims to be behind a third one
        ("10.0.0.5", ["nonsense"], "10.0.0.5"),
        ("10.0.0.5", ["198.51.100.1, unknown"], "10.0.0.5"),
        ("10.0.0.5", ["198.51.100.1:4711"], "198.51.100.1"),
        ("10.0.0.5", ["[2001:db8::1]:4711"], "2001:db8::1"),
        ("10.0.0.5", [""], "10.0.0.5"),
        ("::ffff:10.0.0.5", ["::ffff:198.51.100.1"], "198.51.100.1"),
        ("2001:db8:f::9", ["2001:DB8:0:0::1"], "2001:db8::1"),
        ("fe80::1%eth0", [], "fe80::1"),
        (None, ["198.51.100.1"], ""),
        ("/run/socket", ["198.51.100.1"], ""),
    ],
)
def test_table(peer: str | None, forwarded: list[str], address: str) -> None:
    assert Addresses(PROXIES).of(call(peer, *forwarded)) == address


def test_by_default_nobody_is_believed() -> None:
    for peer in ("127.0.0.1", "10.0.0.5", "::1"):
        assert Addresses(()).of(call(peer, "198.51.100.1")) == peer


@pytest.mark.parametrize(
    ("peer", "forwarded", "told"),
    [
        ("127.0.0.1", ["198.51.100.1"], 1),
        ("::1", ["198.51.100.1"], 1),
        ("192.168.7.7", ["198.51.100.1"], 1),
        ("192.168.7.7", [], 0),
        ("10.0.0.5", ["198.51.100.1"], 0),
        ("93.184.215.14", ["198.51.100.1"], 0),
    ],
)
def test_a_proxy_that_nobody_named_is_told_of_once(peer: str, forwarded: list[str], told: int) -> None:
    addresses = Addresses(PROXIES)
    with capture_logs() as logs:
        for _ in range(3):
            addresses.of(call(peer, *forwarded))
    assert [(line["event"], line["peer"]) for line in logs] == [("proxy.not_named", peer)] * told


def test_an_endless_chain_is_cut() -> None:
    chain = ", ".join(["198.51.100.1"] + ["10.0.0.5"] * 10_000)
    assert Addresses(PROXIES).of(call("10.0.0.5", chain)) == "10.0.0.5"
    chain = ", ".join(["198.51.100.1"] + ["10.0.0.5"] * (MOST_HOPS - 1))
    assert Addresses(PROXIES).of(call("10.0.0.5", chain)) == "198.51.100.1"


@given(st.lists(st.text(st.characters(max_codepoint=255, exclude_characters="\r\n")), max_size=5))
def test_whatever_strangers_write_they_stay_who_they_are(forwarded: list[str]) -> None:
    assert Addresses(PROXIES).of(call("192.0.2.7", *forwarded)) == "192.0.2.7"
    assert Addresses(PROXIES).of(call("10.0.0.5", *forwarded, "192.0.2.7")) == "192.0.2.7"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),
        ("", ""),
    ],
)
def test_what_is_counted_together(address: str, counted: str) -> None:
    assert count_as(address) == counted
    assert Addresses(()).counted(call(address)) == count_as(str(read_address(address) or ""))


@pytest.mark.parametrize("written", ["10.0.0.5/24", "proxy", "10.0.0.0/33", "10.0.0.5 10.0.0.6", "*"])
def test_what_is_no_network_is_named(written: str) -> None:
    with pytest.raises(ValueError, match=r"is no network of proxies; write addresses such as"):
        read_proxies(f"192.0.2.1,{written}")
