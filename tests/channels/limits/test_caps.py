"""How much may be open at once, for whom."""

from __future__ import annotations

import pytest

from channels.limits.caps import Caps, FullError
from channels.settings import GatewaySettings


def caps(**settings: int) -> Caps:
    usual = {"connections": 100, "connections_per_address": 100, "connections_per_conversation": 100}
    return Caps(GatewaySettings(**(usual | settings)))


def test_an_address_has_so_many_and_another_has_its_own() -> None:
    held = caps(connections_per_address=2)
    with held.of_citizen("a"), held.of_citizen("a"), held.of_citizen("b"):
        with pytest.raises(FullError) as full, held.of_citizen("a"):
            pass
        assert (full.value.name, full.value.most, full.value.retry_after) == ("address", 2, 30)
    with held.of_citizen("a"), held.of_citizen("a"):
        pass


def test_a_refused_one_takes_no_place_of_the_process() -> None:
    held = caps(connections=3, connections_per_address=1)
    with held.of_citizen("a"):
        for _ in range(10):
            with pytest.raises(FullError, match="address"), held.of_citizen("a"):
                pass
        with held.of_citizen("b"), held.of_staff():
            with pytest.raises(FullError, match="process"), held.of_citizen("c"):
                pass
            with pytest.raises(FullError, match="process"), held.of_staff():
                pass


def test_a_place_is_free_again_whatever_happens_in_it() -> None:
    held = caps(connections=1)
    for _ in range(3):
        with pytest.raises(RuntimeError, match="inside"), held.of_citizen("a"):
            raise RuntimeError("inside")


def test_conversations_and_agents() -> None:
    held = caps(connections_per_conversation=1, connections_per_agent=1)
    with held.of_conversation("x"), held.of_agent("x"), held.of_conversation("y"):
        with pytest.raises(FullError, match="conversation"):
            held.of_conversation("x")
        with pytest.raises(FullError, match="agent"):
            held.of_agent("x")
    with held.of_conversation("x"), held.of_agent("x"):
        pass


def test_nothing_is_remembered_of_those_who_left() -> None:
    held = caps()
    for number in range(1000):
        with held.of_citizen(str(number)), held.of_conversation(str(number)):
            pass
    assert [len(cap._open) for cap in (held._process, held._address, held._conversation)] == [0, 0, 0]
