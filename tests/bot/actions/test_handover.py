from __future__ import annotations

import pytest

from bot.actions.handover import hand_over
from bot.actions.incoming import Incoming
from contracts.effects import HandoverReason, HandoverRequest


@pytest.mark.parametrize(
    ("entities", "reason"),
    [
        ({}, "asked"),
        ({"reason": "asked"}, "asked"),
        ({"reason": "repeated_failure"}, "repeated_failure"),
        ({"reason": "anything else"}, "asked"),
    ],
)
def test_the_reason_is_that_of_the_button_and_never_an_unknown_one(
    entities: dict[str, str], reason: HandoverReason
) -> None:
    said = hand_over(Incoming(kind="press", intent="human", entities=entities), service="permit", fields={"plate": "A"})
    assert said.name == "utter_handover_opened"
    assert said.effects == (HandoverRequest(reason=reason, service="permit", fields={"plate": "A"}),)
