"""A console that adds every change to the desk it got first has the desk of now."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.desk.changes import changes_between
from channels.desk.snapshot import Snapshot
from contracts.agent_frames import Desk, DeskChange
from tests.channels.client import fold_desk
from tests.channels.desk.samples import NOW, agent, callback, member, rows, rules, ticket

RULES = rules()
ALEX = member("alex", languages={"fr": "C1", "lb": "B1"})
VERA = member("vera", "supervisor")
STATES = st.sampled_from(["waiting", "claimed"])

TICKETS = st.dictionaries(
    st.sampled_from([f"t{number}" for number in range(6)]),
    st.fixed_dictionaries(
        {
            "age": st.sampled_from([1.0, 10.0, 59.0, 61.0, 1000.0]),
            "language": st.sampled_from(["fr", "de"]),
            "queue": st.sampled_from(["taxes", "general", "was_deleted"]),
            "reason": st.sampled_from(["asked", "crisis"]),
            "state": STATES,
            "last_text": st.sampled_from(["Bonjour", "Encore"]),
            "answered": st.booleans(),
        }
    ),
)
CALLBACKS = st.dictionaries(st.sampled_from(["k1", "k2"]), st.fixed_dictionaries({"state": STATES}))
AGENTS = st.tuples(*[st.tuples(st.sampled_from(["available", "busy", "away"]), st.sampled_from([0, 29, 31, None]))] * 2)
LATER = st.floats(0, 200)


@st.composite
def pictures(draw: st.DrawFn) -> list[Snapshot]:
    """A desk at several moments, each computed after the one before, as a board does."""
    made: list[Snapshot] = []
    for _ in range(draw(st.integers(2, 5))):
        who = draw(st.sampled_from(["alex", "vera", "sam"]))
        tickets = [
            ticket(id_, agent_id=who if values["state"] == "claimed" else None, **values)
            for id_, values in draw(TICKETS).items()
        ]
        callbacks = tuple(
            callback(id_, agent_id=who if values["state"] == "claimed" else None, **values)
            for id_, values in draw(CALLBACKS).items()
        )
        agents = tuple(agent(one, *said) for one, said in zip((ALEX, VERA), draw(AGENTS), strict=True))
        now = NOW + timedelta(seconds=draw(LATER))
        found = rows(*tickets, callbacks=callbacks, agents=agents)
        made.append(Snapshot(found, RULES, now, made[-1] if made else None))
    return made


def as_json(value: Desk | DeskChange) -> dict:
    return msgspec.json.decode(msgspec.json.encode(value))


@settings(max_examples=150, deadline=None)
@given(pictures(), st.sampled_from([ALEX, VERA]))
def test_the_first_desk_and_all_changes_are_the_desk_of_now(made: list[Snapshot], who: object) -> None:
    desks = [snapshot.desk_of(who) for snapshot in made]
    folded = as_json(desks[0])
    for before, after in pairwise(desks):
        change = changes_between(before, after)
        if change is None:
            assert before == after
        else:
            folded = fold_desk(folded, as_json(change))
    fresh = as_json(desks[-1])
    fresh["tickets"].sort(key=lambda one: (one["position"], one["ticket"]))
    folded["tickets"].sort(key=lambda one: (one["position"], one["ticket"]))
    assert folded == fresh


def test_what_is_as_it_was_is_not_sent_again() -> None:
    found = rows(ticket("t1"), ticket("t2", language="de"), agents=(agent(ALEX),))
    first = Snapshot(found, RULES, NOW)
    again = Snapshot(found, RULES, NOW + timedelta(seconds=1), first)
    assert changes_between(first.desk_of(ALEX), again.desk_of(ALEX)) is None
    assert again.views["t1"] is first.views["t1"], "and costs no comparison"


def test_a_claim_changes_one_ticket_for_all_others() -> None:
    many = [ticket(f"t{number}", age=100 - number) for number in range(50)]
    others = (agent(ALEX), agent(VERA))
    before = Snapshot(rows(*many, agents=others), RULES, NOW)
    taken = ticket("t0", age=100, state="claimed", agent_id="vera", answered=True)
    after = Snapshot(rows(taken, *many[1:], agents=others), RULES, NOW, before)
    change = changes_between(before.desk_of(ALEX), after.desk_of(ALEX))
    assert change is not None
    assert [one.ticket for one in change.tickets] == ["t0"]
    assert (change.gone, change.callbacks, change.me) == ([], None, None)
    assert len(msgspec.json.encode(change)) < 3000
