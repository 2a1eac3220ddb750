"""Where the platform's own calls may go, whatever names resolve to."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from contracts.outbound import Destinations, ForbiddenAddressError, destinations, read_inner_hosts, resolve_name

OUTSIDE = "93.184.215.14"


def pick(allowed: Destinations, host: str, *addresses: str) -> list[str]:
    return allowed.pick(host, 443, lambda _host, _port: list(addresses))


@pytest.mark.parametrize(
    ("url", "listed", "address", "passes"),
    [
        ("https://taxes.etat.lu", [], OUTSIDE, True),
        ("https://taxes.etat.lu", [], "2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("https://taxes.etat.lu", [], "127.0.0.1", False),
        ("https://taxes.etat.lu", [], "::1", False),
        ("https://taxes.etat.lu", [], "::ffff:127.0.0.1", False),
        ("https://taxes.etat.lu", [], "64:ff9b::7f00:1", False),
        ("https://taxes.etat.lu", [], "2002:7f00:1::", False),
        ("https://taxes.etat.lu", [], "10.1.2.3", False),
        ("https://taxes.etat.lu", [], "172.16.0.1", False),
        ("https://taxes.etat.lu", [], "192.168.1.1", False),
        ("https://taxes.etat.lu", [], "100.64.0.1", False),
        ("https://taxes.etat.lu", [], "fd12::1", False),
        ("https://taxes.etat.lu", [], "169.254.169.254", False),
        ("https://taxes.etat.lu", [], "fe80::1%eth0", False),
        ("https://taxes.etat.lu", [], "fd00:ec2::254", False),
        ("https://taxes.etat.lu", [], "fec0::1", False),
        ("https://taxes.etat.lu", [], "64:ff9b:1::7f00:1", False),
        ("https://taxes.etat.lu", ["taxes.etat.lu"], "fec0::1", False),
        ("https://gemäng.lu", ["GEMÄNG.lu"], "10.1.2.3", True),
        ("https://gemäng.lu", [], "10.1.2.3", False),
        ("https://taxes.etat.lu", [], "100.100.100.200", False),
        ("https://taxes.etat.lu", [], "168.63.129.16", False),
        ("https://taxes.etat.lu", [], "0.0.0.0", False),
        ("https://taxes.etat.lu", [], "::", False),
        ("https://taxes.etat.lu", [], "224.0.0.1", False),
        ("https://taxes.etat.lu", [], "255.255.255.255", False),
        ("https://taxes.etat.lu", [], "240.0.0.1", False),
        ("https://taxes.etat.lu", [], "nonsense", False),
        ("https://taxes.etat.lu", ["taxes.etat.lu"], "10.1.2.3", True),
        ("https://taxes.etat.lu", ["TAXES.etat.lu."], "10.1.2.3", True),
        ("https://taxes.etat.lu", ["taxes.etat.lu"], "127.0.0.1", True),
        ("https://taxes.etat.lu", ["taxes.etat.lu"], "169.254.169.254", False),
        ("https://taxes.etat.lu", ["taxes.etat.lu"], "fd00:ec2::254", False),
        ("https://taxes.etat.lu", ["other.etat.lu"], "10.1.2.3", False),
        ("http://sandbox:8003", [], "172.18.0.4", True),
        ("http://sandbox:8003", [], "169.254.169.254", False),
        ("http://taxes.internal", [], "10.1.2.3", True),
        ("http://localhost:8003", [], "127.0.0.1", True),
        ("http://127.0.0.1:8003", [], "127.0.0.1", True),
        ("http://[::1]:8003", [], "::1", True),
        ("http://169.254.10.10", [], "169.254.10.10", True),  # written as such by an administrator
    ],
)
def test_table(url: str, listed: list[str], address: str, passes: bool) -> None:
    host = str(urlsplit(url).hostname)
    allowed = destinations([url], listed)
    if passes:
        assert pick(allowed, host, address) == [address]
    else:
        with pytest.raises(ForbiddenAddressError, match="is at an address inside"):
            pick(allowed, host, address)


def test_of_several_addresses_those_outside_are_left() -> None:
    allowed = destinations(["https://taxes.etat.lu"])
    assert pick(allowed, "taxes.etat.lu", "10.0.0.1", OUTSIDE, "::1") == [OUTSIDE]


def test_nobody_but_the_host_of_the_settings_is_called() -> None:
    allowed = destinations(["https://taxes.etat.lu", "https://login.etat.lu/token"])
    assert pick(allowed, "LOGIN.etat.lu.", OUTSIDE) == [OUTSIDE]
    for host in ("evil.test", "etat.lu", "taxes.etat.lu.evil.test", "127.0.0.1", ""):
        with pytest.raises(ForbiddenAddressError, match="not the host that the settings name"):
            pick(allowed, host, OUTSIDE)


@pytest.mark.parametrize("written", ["https://gemäng-straße.lu", "https://xn--gemng-strae-46a1d.lu"])
def test_a_host_beyond_ascii_is_the_same_however_it_is_written(written: str) -> None:
    allowed = destinations([written])
    for host in ("gemäng-straße.lu", "Gemäng-Straße.lu.", "xn--gemng-strae-46a1d.lu"):
        assert pick(allowed, host, OUTSIDE) == [OUTSIDE]
    with pytest.raises(ForbiddenAddressError, match="not the host"):
        pick(allowed, "gemäng-strasse.lu", OUTSIDE)


def test_what_a_provider_publishes_may_lie_elsewhere_but_not_inside() -> None:
    allowed = destinations(["http://127.0.0.1:8008"], ["keys.etat.lu"], only=False)
    assert pick(allowed, "127.0.0.1", "127.0.0.1") == ["127.0.0.1"]
    assert pick(allowed, "keys.etat.lu", "10.0.0.1") == ["10.0.0.1"]
    assert pick(allowed, "elsewhere.test", OUTSIDE) == [OUTSIDE]
    for host, address in (("elsewhere.test", "10.0.0.1"), ("127.0.0.2", "127.0.0.2"), ("localhost", "127.0.0.1")):
        with pytest.raises(ForbiddenAddressError):
            pick(allowed, host, address)


def test_a_name_may_mean_something_else_a_moment_later() -> None:
    answers = iter([[OUTSIDE], ["169.254.169.254"]])
    allowed = destinations(["https://taxes.etat.lu"])
    assert allowed.pick("taxes.etat.lu", 443, lambda _h, _p: next(answers)) == [OUTSIDE]
    with pytest.raises(ForbiddenAddressError):
        allowed.pick("taxes.etat.lu", 443, lambda _h, _p: next(answers))


@pytest.mark.parametrize(
    "written", ["http://taxes.etat.lu", "taxes.etat.lu/x", "*.etat.lu", "taxes.etat.lu:443", "a b/"]
)
def test_what_is_no_host_is_named(written: str) -> None:
    with pytest.raises(ValueError, match="is no name of a host"):
        read_inner_hosts(written)


def test_hosts_are_read() -> None:
    assert read_inner_hosts(" Taxes.etat.lu,10.0.0.1 ,, [fd12::1]") == ("taxes.etat.lu", "10.0.0.1", "fd12::1")


def test_the_resolver_of_the_system() -> None:
    assert "127.0.0.1" in resolve_name("localhost", 80)
    with pytest.raises(OSError, match=r".+"):
        resolve_name("no-such-name.invalid", 80)
