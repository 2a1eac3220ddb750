"""What the bot said is compared by what it is; what is different is told with both."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from bot.actions.answers import answer
from bot.actions.voice import Voice
from bot.rehearsal.expectations import Expectations, UnexpectedError
from contracts.catalogue.conversations import Turn
from contracts.catalogue.model import Catalogue
from contracts.effects import HandoverRequest, KnowledgeQuery
from contracts.parts import Button, FieldPrompt, Part, SummaryRow
from contracts.turns import TurnReply

SERVICE = "residence_certificate"
RESPONSES = {"utter_greet": [{"text": f"{language} {{name}}"} for language in ("lb", "fr", "de", "en")]}


@pytest.fixture
def expectations(catalogue: Catalogue) -> Expectations:
    return Expectations(catalogue, RESPONSES, SERVICE, "fr")


def turn(**values: Any) -> Turn:
    return msgspec.convert({"say": "x", **values}, Turn)


def reply(*parts: Part, **more: Any) -> TurnReply:
    return TurnReply(turn="t", parts=list(parts), **more)


def question(catalogue: Catalogue, name: str, *, faulty: bool = False) -> Part:
    form = catalogue.services[SERVICE].form
    assert form is not None
    field = next(field for field in form.fields if field.name == name)
    prompt = FieldPrompt(service=SERVICE, name=name, type=field.type, label="x", step=1, steps=2, problem=faulty)
    return Part(text=field.question["fr"], field=prompt)


def test_each_kind_of_part_is_known(expectations: Expectations, catalogue: Catalogue) -> None:
    passport = answer(Voice(catalogue, "fr"), catalogue.services["passport"], "fee")
    form = catalogue.services[SERVICE].form
    assert form is not None
    commune = next(field for field in form.fields if field.name == "commune")
    summary = Part(
        text=catalogue.wording["confirm_summary"]["fr"],
        summary=[SummaryRow(field="commune", label=commune.label["fr"], value="Esch")],
    )
    said = reply(Part(text="fr Anne"), passport, question(catalogue, "commune"), summary)
    expected = [
        {"response": "utter_greet", "values": {"name": "Anne"}},
        {"answer": "passport_fee"},
        {"asks": "commune"},
        {"summary": {"commune": {"lb": "x", "fr": "Esch", "de": "x", "en": "x"}}},
    ]
    expectations.check_turn(said, turn(expect=expected))


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ([], "expected nothing; came"),
        ([{"response": "utter_greet"}, {"asks": "commune"}], "expected response: utter_greet, asks: commune; came"),
        ([{"response": "utter_gone"}], "expected response: utter_gone; the bot has no such response"),
        ([{"response": "utter_greet"}], 'expected response: utter_greet; that is "fr {name}"; came "Où ?"'),
        ([{"answer": "passport_price"}], "expected answer: passport_price; no service answers that"),
        ([{"asks": "colour"}], "expected asks: colour; the form of residence_certificate has no field colour"),
        ([{"wording": "gone"}], "expected wording: gone; conversation.yaml has no wording gone"),
        ([{"told": "ready", "service": "passport"}], "expected told: ready; the service passport has no form"),
        ([{"text": "Où ?", "origin": "retrieval"}], "expected text: Où ?; that is"),
        ([{"summary": {}}], "expected summary; that is"),
    ],
)
def test_other_parts_are_told(expectations: Expectations, expect: list[dict[str, Any]], told: str) -> None:
    with pytest.raises(UnexpectedError) as caught:
        expectations.check_turn(reply(Part(text="Où ?")), turn(expect=expect))
    assert str(caught.value).startswith(told)


def test_a_field_that_is_asked_for_again_is_no_first_question(expectations: Expectations, catalogue: Catalogue) -> None:
    with pytest.raises(UnexpectedError, match="expected asks: commune"):
        expectations.check_turn(reply(question(catalogue, "commune", faulty=True)), turn(expect=[{"asks": "commune"}]))


def test_effects_and_buttons_count(expectations: Expectations) -> None:
    button = Button(title="Oui", intent="affirm")
    said = reply(Part(text="fr", buttons=[button]), effects=[HandoverRequest(reason="asked")])
    expected = {"expect": [{"response": "utter_greet", "values": {}}], "buttons": ["affirm"]}
    handover = {"type": "handover_request", "reason": "asked"}
    named = Expectations(expectations.catalogue, {"utter_greet": [{"text": "fr"}] * 4}, None, "fr")
    named.check_turn(said, turn(**expected, effects=[handover]))
    with pytest.raises(UnexpectedError, match=r"expected the effects \[\]"):
        named.check_turn(said, turn(**expected))
    with pytest.raises(UnexpectedError, match="expected the buttons deny; came affirm"):
        named.check_turn(said, turn(**expected | {"buttons": ["deny"]}, effects=[handover]))


def test_a_question_for_the_content_is_compared_in_what_is_named(expectations: Expectations) -> None:
    said = reply(effects=[KnowledgeQuery(question="qui", earlier=["quoi"])])
    expectations.check_turn(said, turn(asks_content={"question": "qui"}))
    with pytest.raises(UnexpectedError, match="expected one effect"):
        expectations.check_turn(said, turn(asks_content={"question": "quand"}))
    with pytest.raises(UnexpectedError, match="expected one effect"):
        expectations.check_turn(
            reply(effects=[HandoverRequest(reason="asked")]), turn(asks_content={"question": "qui"})
        )
