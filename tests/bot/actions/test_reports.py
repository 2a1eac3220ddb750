from __future__ import annotations

from typing import Any, get_args

import pytest

from bot.actions.incoming import Incoming
from bot.actions.outcome import Response
from bot.actions.reports import NO_REFERENCE, UnknownReportError, report
from contracts.names import SystemIntent
from tests.bot.small_catalogue import CATALOGUE

REPORTS: list[tuple[SystemIntent, dict[str, Any], Response]] = [
    (
        "system_job_succeeded",
        {"service": "permit", "reference": "R-1"},
        Response("utter_permit_succeeded", values={"reference": "R-1"}),
    ),
    (
        "system_job_succeeded",
        {"service": "permit", "reference": None},
        Response("utter_permit_succeeded", values={"reference": NO_REFERENCE}),
    ),
    (
        "system_job_rejected",
        {"service": "permit", "code": "unknown_person"},
        Response("utter_permit_rejected_unknown_person"),
    ),
    ("system_job_rejected", {"service": "permit", "code": "brand_new"}, Response("utter_permit_rejected_other")),
    ("system_job_rejected", {"service": "permit", "code": None}, Response("utter_permit_rejected_other")),
    ("system_job_failed", {"service": "paper"}, Response("utter_paper_failed")),
    ("system_handed_back", {}, Response("utter_handed_back")),
]


@pytest.mark.parametrize(("intent", "data", "response"), REPORTS)
def test_a_system_turn_has_its_response(intent: SystemIntent, data: dict[str, Any], response: Response) -> None:
    assert report(CATALOGUE, Incoming(kind="system", intent=intent, data=data)) == (response,)


def test_every_system_turn_that_the_hub_can_send_is_worded() -> None:
    # An answer to free text is worded in bot.actions.free_text.
    assert {intent for intent, _, _ in REPORTS} == set(get_args(SystemIntent)) - {"system_answer"}


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
        report(CATALOGUE, Incoming(kind="system", intent=intent, data=data))
