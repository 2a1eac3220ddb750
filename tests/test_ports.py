"""Ports for the servers of tests."""

from __future__ import annotations

import socket

from tests.ports import FIRST, LOCAL, SHARE, SHARES, free_port, free_ports


def test_ports_are_free_and_given_once() -> None:
    found = free_ports(20)
    assert len(set(found)) == 20
    for port in found:
        socket.create_server((LOCAL, port)).close()


def test_a_port_on_which_somebody_listens_is_passed_over() -> None:
    taken = free_port()
    with socket.create_server((LOCAL, taken)):
        assert taken not in free_ports(SHARE)


def test_no_outgoing_connection_takes_one() -> None:
    assert FIRST + SHARES * SHARE < 32_768
