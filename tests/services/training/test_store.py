"""Leases of trials: one worker at a time, and what cancelling and dying do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from contracts.studio import Impact
from services.training.store import CancelledError, LostError, TrialStore
from tests.services.training.conftest import FILES, LATER, NOW, Trials

IMPACT = Impact(languages={}, changed=[], replayed=0, seconds=1.5, blocked=False)


@pytest.fixture
def store(engine: Engine) -> TrialStore:
    return TrialStore(engine, lease_seconds=30)


def test_a_trial_is_taken_once(engine: Engine, store: TrialStore, trials: Trials) -> None:
    trials.add()
    lease = store.lease("t1", NOW)
    assert lease is not None
    assert lease.files == FILES
    assert trials.read().state == "training"
    other = TrialStore(engine, lease_seconds=30)
    assert other.lease("t1", NOW + timedelta(seconds=29)) is None
    assert store.lease("unknown", NOW) is None


@pytest.mark.parametrize("state", ["succeeded", "failed", "cancelled"])
def test_what_has_ended_is_left(store: TrialStore, trials: Trials, state: str) -> None:
    trials.add(state=state)
    assert store.lease("t1", NOW) is None


def test_a_dead_workers_trial_is_taken_up_and_the_dead_one_writes_no_more(
    engine: Engine, store: TrialStore, trials: Trials
) -> None:
    trials.add()
    dead = store.lease("t1", NOW)
    assert dead is not None
    store.go_on(dead, NOW, done=30)
    other = TrialStore(engine, lease_seconds=30)
    lease = other.lease("t1", NOW + timedelta(seconds=31))
    assert lease is not None
    assert trials.read().done == 0, "it begins anew"
    with pytest.raises(LostError):
        store.go_on(dead, LATER, done=40)
    with pytest.raises(LostError):
        store.succeed(dead, IMPACT, LATER)
    other.succeed(lease, IMPACT, LATER)
    assert trials.read().state == "succeeded"


def test_signs_of_life_keep_the_lease(engine: Engine, store: TrialStore, trials: Trials) -> None:
    trials.add()
    lease = store.lease("t1", NOW)
    assert lease is not None
    for seconds in (20, 40, 60):
        store.go_on(lease, NOW + timedelta(seconds=seconds), done=seconds, state="evaluating", model="abc")
    row = trials.read()
    assert (row.done, row.state, row.model) == (60, "evaluating", "abc")
    assert TrialStore(engine, 30).lease("t1", NOW + timedelta(seconds=80)) is None


def test_a_trial_that_is_cancelled_before_it_begins_ends_so(store: TrialStore, trials: Trials) -> None:
    trials.add(cancel=True)
    assert store.lease("t1", NOW) is None
    row = trials.read()
    assert (row.state, row.ended_at is not None) == ("cancelled", True)


def test_a_trial_that_is_cancelled_stops_at_the_next_sign_of_life(store: TrialStore, trials: Trials) -> None:
    trials.add()
    lease = store.lease("t1", NOW)
    assert lease is not None
    trials.cancel()
    with pytest.raises(CancelledError):
        store.go_on(lease, NOW, done=10)
    store.cancel(lease, LATER)
    assert trials.read().state == "cancelled"


def test_a_result_is_kept(store: TrialStore, trials: Trials) -> None:
    trials.add()
    lease = store.lease("t1", NOW)
    assert lease is not None
    store.succeed(lease, IMPACT, LATER)
    row = trials.read()
    assert (row.state, row.done, row.problem, row.lease_until) == ("succeeded", 100, None, None)
    nothing = {"languages": {}, "changed": [], "counted": [], "conversations": [], "replayed": 0, "tests": ""}
    assert row.result == {**nothing, "seconds": 1.5, "blocked": False}


def test_a_problem_is_kept(store: TrialStore, trials: Trials) -> None:
    trials.add()
    lease = store.lease("t1", NOW)
    assert lease is not None
    store.fail(lease, "catalogue/passport.yaml:3: …", LATER)
    row = trials.read()
    assert (row.state, row.problem) == ("failed", "catalogue/passport.yaml:3: …")


def test_what_is_given_back_can_be_taken_at_once(store: TrialStore, trials: Trials) -> None:
    trials.add()
    lease = store.lease("t1", NOW)
    assert lease is not None
    store.give_back(lease)
    assert (trials.read().state, trials.read().lease_until) == ("queued", None)
    assert store.lease("t1", NOW) is not None
