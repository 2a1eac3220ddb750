"""Who looks on is known here and across gateways, and forgotten with a gateway that is gone."""

from __future__ import annotations

import pytest

from channels.desk import viewers as viewers_module
from channels.desk.viewers import Viewers
from channels.passing import Watching
from tests.channels.desk.samples import member

ALEX, SAM = member("alex"), member("sam")


class Wire:
    """Gateways that hear each other without Redis."""

    def __init__(self) -> None:
        self.gateways: list[Fanout] = []


class Fanout:
    def __init__(self, wire: Wire, name: str) -> None:
        self.wire, self.name = wire, name
        self.on_watching = lambda _gateway, _conversation, _watching: None
        wire.gateways.append(self)

    def tell_watching(self, conversation_id: str, watching: Watching) -> None:
        for other in self.wire.gateways:
            if other is not self:
                other.on_watching(self.name, conversation_id, watching)


class Screen:
    def __init__(self) -> None:
        self.moved: list[str] = []

    def viewers_moved(self, conversation_id: str) -> None:
        self.moved.append(conversation_id)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def gateways(clock: Clock) -> tuple[Viewers, Viewers]:
    wire = Wire()
    return Viewers(Fanout(wire, "one"), clock), Viewers(Fanout(wire, "two"), clock)


def test_two_who_look_on_see_each_other() -> None:
    here, _ = gateways(Clock())
    first, second = Screen(), Screen()
    here.open("c", first, ALEX)
    assert here.names("c", but="alex") == []
    here.open("c", second, SAM)
    assert here.names("c", but="alex") == ["Sam"]
    assert here.names("c", but="sam") == ["Alex"]
    assert first.moved == ["c", "c"]
    here.close("c", first)
    assert second.moved == ["c", "c"]
    assert here.names("c", but="sam") == []
    here.close("c", first)
    assert second.moved == ["c", "c"], "closed once"


def test_two_screens_of_one_person_are_one_person() -> None:
    here, _ = gateways(Clock())
    screens = [Screen(), Screen(), Screen()]
    for screen, who in zip(screens, (ALEX, ALEX, SAM), strict=True):
        here.open("c", screen, who)
    assert here.names("c", but="sam") == ["Alex"]
    here.close("c", screens[0])
    assert here.names("c", but="sam") == ["Alex"]


def test_who_looks_on_at_another_gateway_is_told_and_asked() -> None:
    here, there = gateways(Clock())
    near, far = Screen(), Screen()
    here.open("c", near, ALEX)
    there.open("c", far, SAM)
    assert here.names("c", but="alex") == ["Sam"]
    assert there.names("c", but="sam") == ["Alex"], "asked when the first came here"
    there.close("c", far)
    assert here.names("c", but="alex") == []
    assert there.names("c", but="") == [], "nobody looks on there any more"


def test_a_gateway_that_says_nothing_more_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    here, there = gateways(clock)
    near = Screen()
    here.open("c", near, ALEX)
    there.open("c", Screen(), SAM)
    clock.now = viewers_module.FORGET_AFTER
    here._forget_silent("c")
    assert here.names("c", but="alex") == ["Sam"]
    clock.now += 1
    here._forget_silent("c")
    assert here.names("c", but="alex") == []
    assert near.moved[-1] == "c"
