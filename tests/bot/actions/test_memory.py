"""What system turns and the end of a form change in the slots."""

from __future__ import annotations

from typing import Any

import pytest

from bot.actions.incoming import Incoming
from bot.actions.memory import after_report, forget_own, read_claims, read_offers, write_offer
from bot.actions.offers import NOTHING, Offer
from bot.names import offer_slots
from contracts.jobs import Option
from tests.bot.small_catalogue import CATALOGUE, MOVE, PERMIT, VISIT

OFFERED = Offer(given_for={"town": "east"}, options=[Option(value="s1")])
WAITING = Offer(asked_for={"town": "east"})
LOOKED_UP = {"service": "visit", "kind": "look_up", "field": "slot"}


def after(intent: str, slots: dict[str, Any] | None = None, open_service: str | None = None, **data: Any) -> Any:
    return after_report(
        CATALOGUE, Incoming(kind="system", intent=intent, data=data), slots or {}, open_service=open_service
    )


@pytest.mark.parametrize("offer", [NOTHING, OFFERED, WAITING])
def test_an_offer_survives_its_slot(offer: Offer) -> None:
    written = write_offer(offer)
    assert (written is None) == (offer == NOTHING)
    assert read_offers(VISIT, {"visit__slot__offer": written}) == ({"slot": offer} if written else {})


def test_only_what_no_catalogue_can_name_has_a_slot_for_its_offer() -> None:
    assert offer_slots(VISIT) == {"slot": "visit__slot__offer"}
    assert offer_slots(MOVE) == {"proof": "move__proof__offer"}
    assert offer_slots(PERMIT) == {}


def test_a_login_is_remembered_until_it_ends() -> None:
    slots = after("system_logged_in", claims={"national_id": "1"})
    assert read_claims(slots) == {"national_id": "1"}
    assert read_claims(after("system_logged_out", slots)) is None
    assert read_claims({}) is None


@pytest.mark.parametrize(
    ("intent", "offer"),
    [
        ("system_job_succeeded", Offer(given_for={"town": "east"})),
        ("system_job_rejected", Offer(given_for={"town": "east"})),
        ("system_job_failed", NOTHING),
        ("system_job_cancelled", NOTHING),
        ("system_job_delayed", WAITING),
    ],
)
def test_the_answer_to_a_look_up_ends_the_waiting_also_after_its_form_was_closed(intent: str, offer: Offer) -> None:
    slots = {"visit__slot__offer": write_offer(WAITING), "visit__town": "east"}
    assert after(intent, slots, **LOOKED_UP) == {"visit__slot__offer": write_offer(offer)}


def test_the_open_form_takes_what_is_its_own() -> None:
    assert after("system_job_succeeded", open_service="visit", **LOOKED_UP) == {}
    assert after("system_job_succeeded", open_service="visit", service="visit") == {}


def test_a_filed_application_is_forgotten_with_its_offers() -> None:
    slots = {"visit__slot__offer": write_offer(OFFERED)}
    expected = {"visit__slot": None, "visit__town": None, "visit__slot__offer": None}
    assert after("system_job_succeeded", slots, service="visit", reference="V-1") == expected


def test_a_rejected_application_keeps_all_but_what_was_offered() -> None:
    slots = {"visit__slot__offer": write_offer(OFFERED)}
    expected = {"visit__slot": None, "visit__slot__offer": None}
    assert after("system_job_rejected", slots, service="visit", code="other") == expected
    assert after("system_job_rejected", service="permit", code="other") == {}


@pytest.mark.parametrize("intent", ["system_job_succeeded", "system_job_rejected", "system_job_cancelled"])
def test_taking_an_application_back_changes_nothing_that_is_remembered(intent: str) -> None:
    assert after(intent, service="visit", kind="undo", reference="V-1") == {}


def test_a_closed_form_forgets_its_own_values_but_not_that_a_look_up_is_on_its_way() -> None:
    slots = {"visit__slot__offer": write_offer(WAITING)}
    assert forget_own(VISIT, slots) == {"visit__slot": None, "visit__town": None, **slots}
    assert forget_own(MOVE, {"move__proof__offer": write_offer(OFFERED)}) == {
        "move__birthday": None,
        "move__moved_on": None,
        "move__proof": None,
        "move__proof__offer": None,
    }
