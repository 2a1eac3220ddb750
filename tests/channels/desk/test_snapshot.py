"""What each person sees of the desk, and where each citizen stands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from channels.desk.estimate import Wait, Waits
from channels.desk.snapshot import Snapshot
from contracts.desk.model import Block
from contracts.waiting import Minutes
from tests.channels.desk.samples import NOW, PLAN, agent, callback, claimed, member, plan, queue, rows, rules, ticket

ALEX = member("alex", languages={"fr": "B1"}, capacity=2)
SAM = member("sam", languages={"fr": "C2", "de": "C2"}, services=("passport",))
VERA = member("vera", "supervisor", languages={"lb": "C2"})
OLGA = member("olga", "agent", "supervisor")


def shown(snapshot: Snapshot, who: object) -> list[tuple[str, bool, bool]]:
    return [(one.ticket, one.mine, one.fits) for one in snapshot.desk_of(who).tickets]


def test_agents_see_what_fits_and_what_is_theirs_and_supervisors_all() -> None:
    found = rows(
        ticket("fr", age=9),
        ticket("de", age=8, language="de", service="passport"),
        ticket("tax", age=7, service="tax_card", queue="taxes"),
        claimed("sams", "sam", age=6, language="de", service="tax_card"),
        claimed("alexs", "alex", age=5, language="lb"),
        agents=tuple(agent(one) for one in (ALEX, SAM, VERA)),
    )
    snapshot = Snapshot(found, rules(), NOW)
    assert shown(snapshot, ALEX) == [("fr", False, True), ("alexs", True, False)], "B1 is too little for taxes"
    assert shown(snapshot, SAM) == [("fr", False, True), ("de", False, True), ("sams", True, False)]
    assert shown(snapshot, VERA) == [
        ("fr", False, False),
        ("de", False, False),
        ("tax", False, False),
        ("sams", False, False),
        ("alexs", False, True),
    ]
    names = {one.ticket: one.agent for one in snapshot.desk_of(VERA).tickets}
    assert (names["sams"], names["alexs"], names["fr"]) == ("Sam", "Alex", None)


def test_skills_are_those_of_now_not_of_when_the_socket_was_opened() -> None:
    snapshot = Snapshot(rows(ticket("de", language="de"), agents=(agent(SAM),)), rules(), NOW)
    before = member("sam", languages={})
    assert shown(snapshot, before) == [("de", False, True)]
    assert list(snapshot.next_for(before)) == ["de"]
    assert snapshot.desk_of(before).me.capacity == SAM.skills.capacity


def test_the_most_urgent_has_the_smallest_position_and_keeps_it() -> None:
    found = rows(ticket("old", age=100), ticket("new", age=1), ticket("danger", age=2, reason="crisis"))
    tickets = Snapshot(found, rules(), NOW).desk_of(OLGA).tickets
    assert [one.ticket for one in tickets] == ["danger", "old", "new"]
    positions = [one.position for one in tickets]
    assert positions == sorted(positions)
    assert max(positions) < 2**53, "JavaScript counts that far"
    fewer = Snapshot(rows(ticket("new", age=1)), rules(), NOW).desk_of(OLGA).tickets
    assert fewer[0].position == positions[2]


@pytest.mark.parametrize(
    ("values", "late"),
    [
        ({"age": 60}, False),
        ({"age": 61}, True),
        ({"age": 500, "answered": True, "waiting_since": NOW - timedelta(seconds=5)}, False),
        ({"age": 500, "answered": True, "waiting_since": NOW - timedelta(seconds=61)}, True),
        ({"age": 500, "queue": "was_deleted"}, True),
        ({"age": 500, "moves": 1, "waiting_since": NOW}, True),
    ],
)
def test_late_is_who_has_waited_longer_than_promised(values: dict, late: bool) -> None:
    [view] = Snapshot(rows(ticket(**values)), rules(), NOW).desk_of(OLGA).tickets
    assert view.late is late
    assert not Snapshot(rows(claimed("mine", "olga", age=500)), rules(), NOW).desk_of(OLGA).tickets[0].late


def test_places_are_counted_in_each_queue() -> None:
    found = rows(
        ticket("g1", age=9),
        ticket("g2", age=8, queue="was_deleted"),
        ticket("t1", age=7, queue="taxes"),
        ticket("g3", age=6, reason="crisis"),
        claimed("c1", "alex", age=20),
    )
    places = Snapshot(found, rules(), NOW).places
    assert {name: place.ahead for name, place in places.items()} == {"c-g3": 0, "c-g1": 1, "c-g2": 2, "c-t1": 0}


WAITS = Waits(Wait("general", 0, 240.0) for _ in range(8))


@pytest.mark.parametrize(
    ("values", "people", "staffed", "wait"),
    [
        ({}, (agent(ALEX),), True, Minutes(least=4, most=4)),
        ({}, (agent(ALEX, "busy"),), True, Minutes(least=4, most=4)),
        ({}, (agent(ALEX, "away"),), False, None),
        ({}, (agent(ALEX, silent=30),), False, None),
        ({}, (agent(ALEX, silent=None),), False, None),
        ({}, (agent(VERA),), False, None),
        ({"language": "de"}, (agent(ALEX),), False, None),
        ({"answered": True}, (agent(ALEX),), True, None),
        ({"ahead": 1}, (agent(ALEX),), True, None),
        ({"age": 300}, (agent(ALEX),), True, None),
        ({"first_queue": "taxes"}, (agent(ALEX),), True, None),
    ],
)
def test_an_expected_wait_needs_somebody_who_can_take_the_ticket(
    values: dict, people: tuple, staffed: bool, wait: Minutes | None
) -> None:
    [place] = Snapshot(rows(ticket(**{"age": 5} | values), agents=people), rules(waits=WAITS), NOW).places.values()
    assert (place.staffed, place.wait) == (staffed, wait)


def test_a_closed_queue_says_when_it_opens_and_gives_no_estimate() -> None:
    closed = plan(queue("general", hours={"tuesday": [Block(begins=480, ends=720)]}))
    snapshot = Snapshot(rows(ticket(), agents=(agent(ALEX),)), rules(closed, waits=WAITS), NOW)
    [place] = snapshot.places.values()
    assert (place.open, place.opens_at, place.wait) == (False, "2026-11-24T08:00+01:00", None)
    [view] = snapshot.queues
    assert (view.open, view.opens_at) == (False, "2026-11-24T08:00+01:00")


def test_queues_as_they_stand() -> None:
    found = rows(
        ticket("a", age=50),
        ticket("b", age=40, answered=True, waiting_since=NOW - timedelta(seconds=90)),
        claimed("x", "alex"),
        claimed("y", "alex"),
        agents=(agent(ALEX), agent(SAM), agent(VERA), agent(member("kim"), "away")),
    )
    taxes, general = Snapshot(found, rules(), NOW).queues
    assert (general.waiting, general.longest_since, general.open) == (2, "2026-11-23T08:14:00.000Z", True)
    assert (general.available, taxes.available) == (1, 0), "Alex is full, Vera no agent, Kim away, Sam knows no taxes"
    assert (taxes.waiting, taxes.longest_since) == (0, None)
    assert [one.id for one in PLAN.queues] == ["taxes", "general"]


def test_colleagues_are_the_other_agents_with_what_they_do() -> None:
    found = rows(
        claimed("x", "alex"),
        agents=(agent(ALEX), agent(SAM, "away", reason="lunch"), agent(VERA), agent(OLGA, "busy", silent=40)),
    )
    snapshot = Snapshot(found, rules(), NOW)
    seen = {one.id: (one.presence, one.reason, one.conversations) for one in snapshot.desk_of(VERA).colleagues}
    assert seen == {"alex": ("available", None, 1), "sam": ("away", "lunch", 0), "olga": ("offline", None, 0)}
    assert "alex" not in {one.id for one in snapshot.desk_of(ALEX).colleagues}
    assert snapshot.colleague("vera") is None, "supervisors alone take no conversations"
    sam = snapshot.colleague("sam")
    assert sam is not None
    assert not snapshot.takes_conversations(sam)


def test_call_backs_are_seen_by_whom_they_fit() -> None:
    found = rows(
        callbacks=(callback("fr"), callback("de", language="de"), callback("mine", state="claimed", agent_id="alex")),
        agents=(agent(ALEX),),
    )
    snapshot = Snapshot(found, rules(), NOW)
    assert [(one.callback, one.mine, one.agent) for one in snapshot.desk_of(ALEX).callbacks] == [
        ("fr", False, None),
        ("mine", True, "Alex"),
    ]
    assert [one.callback for one in snapshot.desk_of(VERA).callbacks] == ["fr", "de", "mine"]
