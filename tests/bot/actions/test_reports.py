"""Every system turn in words: what was filled in, what is offered, what is mentioned."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from bot.actions.incoming import Incoming
from bot.actions.outcome import Response
from bot.actions.reports import UnknownReportError, read_job, report
from bot.actions.results import NOT_SAID
from bot.actions.voice import Voice
from contracts.names import SystemIntent
from tests.bot.small_catalogue import CATALOGUE

VOICE = Voice(CATALOGUE, "lb")

RESPONSES: list[tuple[SystemIntent, dict[str, Any], str]] = [
    ("system_job_rejected", {"service": "permit", "code": "unknown_person"}, "utter_permit_rejected_unknown_person"),
    ("system_job_rejected", {"service": "permit", "code": "brand_new"}, "utter_permit_rejected_other"),
    ("system_job_rejected", {"service": "permit", "code": None}, "utter_permit_rejected_other"),
    ("system_job_failed", {"service": "paper"}, "utter_paper_failed"),
    ("system_handed_back", {}, "utter_handed_back"),
    ("system_logged_in", {"claims": {}}, "utter_logged_in"),
    ("system_logged_out", {}, "utter_logged_out"),
]

UNDO = {"service": "visit", "kind": "undo", "reference": "R-1"}
MOMENT = {"kind": "moment", "value": "2026-12-02T08:05:00+00:00"}
PLACE = {"kind": "text", "value": "Town hall"}

PARTS: list[tuple[SystemIntent, dict[str, Any], str, list[str]]] = [
    ("system_job_succeeded", {"service": "permit", "reference": "R-1"}, "success permit R-1 lb", []),
    ("system_job_succeeded", {"service": "permit", "reference": None}, f"success permit {NOT_SAID} lb", []),
    (
        "system_job_succeeded",
        {"service": "permit", "reference": "R-1", "has_document": True},
        "success permit R-1 lb\n\ndocument_here lb",
        [],
    ),
    (
        "system_job_succeeded",
        {"service": "visit", "reference": "V-1", "values": {"at": MOMENT, "place": PLACE}},
        "success visit Mëttwoch, 2. Dezember 2026, 9:05 Auer Town hall V-1 lb",
        [],
    ),
    (
        "system_job_succeeded",
        {
            "service": "state",
            "kind": "look_up",
            "values": {
                "status": {"kind": "code", "value": "ready"},
                "filed_on": {"kind": "day", "value": "2026-12-01"},
            },
        },
        "success state is ready lb Dënschdeg, 1. Dezember 2026 lb",
        [],
    ),
    ("system_job_ready", {"service": "move", "reference": "M-1"}, "ready move M-1 lb", []),
    ("system_job_ready", {"service": "permit", "reference": "R-1"}, "success permit R-1 lb", []),
    ("system_job_delayed", {"service": "permit"}, "job_delayed title permit lb lb", []),
    ("system_job_cancelled", {"service": "permit"}, "job_cancelled title permit lb lb", []),
    ("system_job_cancelled", UNDO, "undone visit R-1 lb", []),
    ("system_job_cancelled", {"service": "permit", "kind": "undo"}, "job_cancelled title permit lb lb", []),
    ("system_job_rejected", UNDO | {"code": "too_late"}, "undo_rejected title visit lb lb", ["human"]),
    ("system_job_failed", UNDO, "undo_failed title visit lb lb", ["human"]),
    ("system_job_delayed", UNDO, "job_delayed title visit lb lb", []),
    ("system_logged_out", {"service": "move"}, "login_needed_again title move lb lb", ["move_apply"]),
    (
        "system_job_succeeded",
        {"service": "visit", "kind": "look_up", "field": "slot", "options": [{"value": "a"}]},
        "options_unneeded lb",
        ["visit_apply"],
    ),
    (
        "system_job_failed",
        {"service": "visit", "kind": "look_up", "field": "slot"},
        "options_unneeded lb",
        ["visit_apply"],
    ),
]


@pytest.mark.parametrize(("intent", "data", "name"), RESPONSES)
def test_a_system_turn_has_its_response(intent: SystemIntent, data: dict[str, Any], name: str) -> None:
    assert report(VOICE, Incoming(kind="system", intent=intent, data=data)) == (Response(name),)


@pytest.mark.parametrize(("intent", "data", "text", "buttons"), PARTS)
def test_a_system_turn_that_says_more_is_filled_in(
    intent: SystemIntent, data: dict[str, Any], text: str, buttons: list[str]
) -> None:
    (part,) = report(VOICE, Incoming(kind="system", intent=intent, data=data))
    assert not isinstance(part, Response)
    assert part.text == text
    assert [button.intent for button in part.buttons] == buttons


def test_every_system_turn_that_the_hub_can_send_is_worded() -> None:
    # An answer to free text is worded in bot.actions.free_text, the start of a form in bot.actions.start.
    worded = {intent for intent, *_ in [*RESPONSES, *PARTS]}
    assert worded == set(get_args(SystemIntent)) - {"system_answer", "system_start_service"}


def test_the_turns_about_jobs_are_those_that_carry_a_report() -> None:
    about_jobs = {intent for intent in get_args(SystemIntent) if intent.startswith("system_job_")}
    read = {
        intent
        for intent in get_args(SystemIntent)
        if read_job(Incoming(kind="system", intent=intent, data={"service": "permit"})) is not None
    }
    assert read == about_jobs


@pytest.mark.parametrize(
    ("intent", "data"),
    [
        ("system_job_failed", {"service": "no_such"}),
        ("system_job_failed", {"service": "bins"}),
        ("greet", {"service": "permit"}),
    ],
)
def test_what_cannot_be_worded_fails_instead_of_saying_nothing(intent: str, data: dict[str, Any]) -> None:
    with pytest.raises(UnknownReportError, match=intent):
        report(VOICE, Incoming(kind="system", intent=intent, data=data))
