"""The table of forms: where the form stands × what comes in → what is said, asked, kept and done."""

from __future__ import annotations

from typing import Any

import pytest

from bot.actions.form_state import CHANGE, CONFIRMATION, OpenForm, Step
from bot.actions.form_turn import CLEAR, PERSON_AFTER, begin, take
from bot.actions.incoming import Incoming
from bot.actions.outcome import Response
from bot.actions.voice import Voice
from contracts.effects import HandoverRequest, ServiceRequest
from contracts.languages import LANGUAGES, Language
from contracts.parts import Part
from nlu.text.fields import PROBLEM_CODES
from tests.bot.small_catalogue import CATALOGUE, GOOD_NUMBER, PERMIT

KNOWN = {"national_id": GOOD_NUMBER, "plate": "AB 1234", "zone": "north", "address": "12, rue de la Gare"}


def form(asked: str, language: Language = "lb", failures: int = 0, **values: str) -> tuple[Voice, OpenForm]:
    assert PERMIT.form
    state = OpenForm(service=PERMIT, form=PERMIT.form, values=values, asked=asked, failures=failures)
    return Voice(CATALOGUE, language), state


def wrote(text: str, intent: str = "nlu_fallback", confidence: float = 0.99) -> Incoming:
    return Incoming(kind="text", intent=intent, text=text, confidence=confidence)


def opening(*found: tuple[str, str]) -> Incoming:
    """The sentence that opens the form, with what the NLU found in it."""
    return Incoming(kind="text", intent="permit_apply", text="a permit please", found=found)


def pressed(intent: str, **entities: str) -> Incoming:
    return Incoming(kind="press", intent=intent, text="a title", entities=entities)


def happened(intent: str, **data: Any) -> Incoming:
    return Incoming(kind="system", intent=intent, data=data)


def said(step: Step) -> list[str]:
    """What was said: names of responses and texts of parts."""
    return [one.name if isinstance(one, Response) else one.text for one in step.said]


def last_part(step: Step) -> Part:
    part = step.said[-1]
    assert isinstance(part, Part)
    return part


def payloads(part: Part) -> list[tuple[str, dict[str, str]]]:
    return [(button.intent, dict(button.entities)) for button in part.buttons]


# Opening ---------------------------------------------------------------------------------------------------------


def test_an_opened_form_says_what_it_is_for_and_asks_for_the_first_field() -> None:
    step = begin(*form(""), opening())
    assert said(step) == ["utter_permit_intro", "question national_id lb"]
    assert (step.asked, step.values) == ("national_id", {})


def test_what_is_known_already_is_not_asked_again() -> None:
    step = begin(*form("", national_id=GOOD_NUMBER, plate="AB 1234"), opening())
    assert said(step) == ["utter_permit_intro", "question zone lb"]


def test_a_form_that_knows_everything_shows_its_summary_at_once() -> None:
    step = begin(*form("", **KNOWN), opening())
    assert (said(step), step.asked) == (["confirm_summary lb"], CONFIRMATION)


def test_what_the_sentence_that_opens_the_form_holds_is_not_asked() -> None:
    step = begin(*form("", plate="ZZ 9999"), opening(("national_id", GOOD_NUMBER), ("plate", "AB 1234")))
    assert said(step) == ["utter_permit_intro", "question zone lb"]
    assert (step.asked, step.values) == ("zone", {"national_id": GOOD_NUMBER, "plate": "AB 1234"})


# Prompts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_prompt_describes_the_field_in_the_citizens_language(language: Language) -> None:
    prompt = last_part(begin(*form("", language, national_id=GOOD_NUMBER, plate="AB 1234"), opening())).field
    assert prompt is not None
    assert (prompt.service, prompt.name, prompt.type, prompt.label) == (
        "permit",
        "zone",
        "choice",
        f"label zone {language}",
    )
    assert (prompt.step, prompt.steps, prompt.problem) == (3, 4, False)
    assert [(choice.value, choice.label) for choice in prompt.choices] == [
        ("north", f"choice north {language}"),
        ("south", f"choice south {language}"),
    ]


def test_choices_are_buttons_as_well() -> None:
    part = last_part(begin(*form("", national_id=GOOD_NUMBER, plate="AB 1234"), opening()))
    assert payloads(part) == [("inform", {"field": "zone", "value": v}) for v in ("north", "south")]


# Values ----------------------------------------------------------------------------------------------------------

GOOD_VALUES = [
    ("national_id", "1893 1201 05732", GOOD_NUMBER, "plate"),
    ("plate", "ab1234", "AB 1234", "zone"),
    ("zone", "choice south lb", "south", "address"),
    ("address", "12, rue de la Gare", "12, rue de la Gare", CONFIRMATION),
]


@pytest.mark.parametrize(("asked", "text", "value", "next_asked"), GOOD_VALUES)
def test_a_good_value_is_kept_and_the_next_field_asked(asked: str, text: str, value: str, next_asked: str) -> None:
    before = {name: KNOWN[name] for name in list(KNOWN)[: list(KNOWN).index(asked)]}
    step = take(*form(asked, failures=1, **before), wrote(text))
    assert (step.values, step.asked, step.failures) == ({asked: value}, next_asked, 0)


@pytest.mark.parametrize(
    ("asked", "text", "code"),
    [
        ("national_id", "123", "national_id_length"),
        ("national_id", "1893120105733", "national_id_check"),
        ("plate", "!!", "plate_format"),
        ("zone", "west", "choice_unknown"),
        ("address", "ab", "address_short"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_value_is_explained_and_asked_again(asked: str, text: str, code: str, language: Language) -> None:
    assert code in PROBLEM_CODES
    step = take(*form(asked, language), wrote(text))
    part = last_part(step)
    assert part.text == f"problem_{code} {language}\n\nquestion {asked} {language}"
    assert part.field is not None
    assert (part.field.problem, part.field.name) == (True, asked)
    assert (step.asked, step.values, step.failures) == (asked, {}, 1)


def test_a_person_is_offered_from_the_second_wrong_value_on() -> None:
    person = ("human", {"reason": "repeated_failure"})
    offered = [
        person in payloads(last_part(take(*form("plate", failures=failures), wrote("!!")))) for failures in range(4)
    ]
    assert offered == [failures + 1 >= PERSON_AFTER for failures in range(4)]
    assert PERSON_AFTER <= 3


def test_a_pressed_choice_is_a_value() -> None:
    step = take(*form("zone", **KNOWN | {"zone": ""}), pressed("inform", field="zone", value="south"))
    assert step.values == {"zone": "south"}


def test_a_pressed_choice_of_an_earlier_question_corrects_that_field_and_the_open_question_stays() -> None:
    step = take(*form("plate", national_id=GOOD_NUMBER), pressed("inform", field="zone", value="south"))
    assert (step.values, step.asked) == ({"zone": "south"}, "plate")


def test_a_pressed_value_is_checked_too() -> None:
    step = take(*form("zone"), pressed("inform", field="zone", value="west"))
    assert (said(step), step.values) == (["problem_choice_unknown lb\n\nquestion zone lb"], {})


@pytest.mark.parametrize("intent", ["affirm", "deny", "inform"])
def test_a_button_that_means_nothing_here_only_brings_the_question_back(intent: str) -> None:
    step = take(*form("plate", failures=1), pressed(intent))
    assert (said(step), step.asked, step.failures) == (["form_continue lb\n\nquestion plate lb"], "plate", 1)


# The summary -----------------------------------------------------------------------------------------------------


def test_the_summary_shows_every_field_with_a_masked_number_and_a_button_to_change_each() -> None:
    part = last_part(begin(*form("", "fr", **KNOWN), opening()))
    assert [(row.field, row.label, row.value) for row in part.summary] == [
        ("national_id", "label national_id fr", "1893 •••• •••32"),
        ("plate", "label plate fr", "AB 1234"),
        ("zone", "label zone fr", "choice north fr"),
        ("address", "label address fr", "12, rue de la Gare"),
    ]
    changes = [("change_field", {"field": name}) for name in KNOWN]
    assert payloads(part) == [("affirm", {"service": "permit"}), *changes, ("cancel", {})]
    assert part.buttons[1].title == "change label national_id fr fr"
    assert part.field is None


@pytest.mark.parametrize("yes", [pressed("affirm", service="permit"), pressed("affirm"), wrote("jo", "affirm")])
def test_yes_files_the_application_with_the_full_values(yes: Incoming) -> None:
    step = take(*form(CONFIRMATION, **KNOWN), yes)
    request = ServiceRequest(service="permit", operation="town.permit", fields=KNOWN)
    assert step.said == (Response("utter_permit_waiting", effects=(request,)),)
    assert (step.asked, step.dropped) == ("", False)


def test_the_yes_below_the_summary_of_another_application_files_nothing() -> None:
    step = take(*form(CONFIRMATION, **KNOWN), pressed("affirm", service="paper"))
    assert (said(step), step.asked) == (["form_continue lb\n\nconfirm_summary lb"], CONFIRMATION)


def test_no_asks_what_to_change() -> None:
    step = take(*form(CONFIRMATION, **KNOWN), wrote("neen", "deny"))
    assert (said(step), step.asked) == (["ask_change lb"], CHANGE)
    changes = [("change_field", {"field": name}) for name in KNOWN]
    assert payloads(last_part(step)) == [*changes, ("cancel", {})]


def test_yes_to_the_question_what_to_change_sends_nothing() -> None:
    step = take(*form(CHANGE, **KNOWN), wrote("jo", "affirm"))
    assert (said(step), step.asked) == (["ask_change lb"], CHANGE)


def test_no_to_the_question_what_to_change_leads_back_to_the_summary() -> None:
    step = take(*form(CHANGE, **KNOWN), wrote("näischt", "deny"))
    assert (said(step), step.asked) == (["confirm_summary lb"], CONFIRMATION)


@pytest.mark.parametrize("asked", [CONFIRMATION, CHANGE])
@pytest.mark.parametrize("change", [pressed("change_field", field="plate"), wrote("LABEL plate lb")])
def test_a_field_to_change_is_asked_alone_and_keeps_its_value_meanwhile(asked: str, change: Incoming) -> None:
    step = take(*form(asked, **KNOWN), change)
    assert (said(step), step.asked, step.values) == (["question plate lb"], "plate", {})
    corrected = take(*form("plate", **KNOWN), wrote("CD 4321"))
    assert (said(corrected), corrected.asked) == (["confirm_summary lb"], CONFIRMATION)
    assert [row.value for row in last_part(corrected).summary if row.field == "plate"] == ["CD 4321"]


def test_a_yes_is_no_yes_while_a_field_is_missing() -> None:
    known = {name: value for name, value in KNOWN.items() if name != "zone"}
    step = take(*form(CONFIRMATION, **known), pressed("affirm"))
    assert (said(step), step.asked) == (["form_continue lb\n\nquestion zone lb"], "zone")


@pytest.mark.parametrize("asked", [CONFIRMATION, CHANGE])
def test_neither_yes_nor_no_is_asked_again_and_then_a_person_offered(asked: str) -> None:
    question = "confirm_summary lb" if asked == CONFIRMATION else "ask_change lb"
    first = take(*form(asked, **KNOWN), wrote("hmm"))
    assert (said(first), first.asked, first.failures) == (["utter_fallback", question], asked, 1)
    second = take(*form(asked, failures=1, **KNOWN), wrote("hmm"))
    assert said(second) == ["utter_fallback_again", question]
    response = second.said[0]
    assert isinstance(response, Response)
    assert [button.intent for button in response.buttons] == ["human"]


# Questions and commands in between -------------------------------------------------------------------------------

STATES = ["national_id", CONFIRMATION, CHANGE]
QUESTION = {"national_id": "question national_id lb", CONFIRMATION: "confirm_summary lb", CHANGE: "ask_change lb"}


@pytest.mark.parametrize("asked", STATES)
@pytest.mark.parametrize(
    ("intent", "answer"),
    [
        ("bins_fee", "**title bins lb**\n\n**label_fee lb:** fee lb"),
        ("permit_about", "**title permit lb**\n\nsummary permit lb"),
        ("question_about", "**title permit lb**\n\nsummary permit lb"),
        ("bins_apply", None),
        ("help", "utter_help"),
        ("thanks", "utter_thanks"),
    ],
)
def test_a_question_in_between_is_answered_and_the_form_goes_on(asked: str, intent: str, answer: str | None) -> None:
    step = take(*form(asked, failures=1, **KNOWN), wrote("a question", intent))
    assert said(step)[1:] == [f"form_continue lb\n\n{QUESTION[asked]}"]
    assert answer is None or said(step)[0] == answer
    assert (step.asked, step.values, step.failures) == (asked, {}, 1)


@pytest.mark.parametrize("asked", STATES)
@pytest.mark.parametrize("stop", [pressed("cancel"), wrote("stopp", "cancel")])
def test_stop_ends_the_form_and_forgets_what_is_its_own(asked: str, stop: Incoming) -> None:
    step = take(*form(asked, **KNOWN), stop)
    assert (said(step), step.asked, step.dropped) == (["utter_form_cancelled"], "", True)


@pytest.mark.parametrize("asked", STATES)
def test_somebody_in_danger_gets_help_and_no_further_question(asked: str) -> None:
    step = take(*form(asked, failures=1, **KNOWN), wrote("ech kann net méi", "crisis_suicide"))
    called = HandoverRequest(reason="crisis", service="permit")
    assert step.said == (Response("utter_crisis_suicide", effects=(called,)),)
    assert (step.asked, step.values, step.failures, step.dropped) == (asked, {}, 1, False)


@pytest.mark.parametrize("intent", ["nlu_ask", "nlu_empty", "nlu_other_language", "out_of_scope"])
def test_what_the_understanding_cannot_place_may_be_a_value(intent: str) -> None:
    assert take(*form("address"), wrote("12, rue de la Gare", intent)).values == {"address": "12, rue de la Gare"}


@pytest.mark.parametrize("asked", STATES)
def test_a_person_is_called_with_what_is_known_and_the_form_stays_where_it_is(asked: str) -> None:
    step = take(*form(asked, failures=2, **KNOWN), wrote("e Mënsch", "human"))
    request = HandoverRequest(reason="asked", service="permit", fields=KNOWN)
    assert step.said == (Response("utter_handover_opened", effects=(request,)),)
    assert (step.asked, step.failures) == (asked, 2)


def test_the_button_that_offers_a_person_says_why() -> None:
    step = take(*form("plate"), pressed("human", reason="repeated_failure"))
    request = HandoverRequest(reason="repeated_failure", service="permit", fields={})
    assert step.said == (Response("utter_handover_opened", effects=(request,)),)


@pytest.mark.parametrize("apply", [pressed("paper_apply"), wrote("I want a paper", "paper_apply")])
def test_another_application_drops_this_one_and_says_so(apply: Incoming) -> None:
    step = take(*form("plate"), apply)
    assert said(step) == ["utter_form_switched"]
    assert (step.asked, step.dropped, step.next_service) == ("", True, "paper")


def test_an_unclear_wish_for_another_application_drops_nothing() -> None:
    unclear = wrote("paper", "paper_apply", confidence=CLEAR - 0.01)
    assert take(*form("plate"), unclear).asked == "plate"
    assert said(take(*form(CONFIRMATION, **KNOWN), unclear)) == ["utter_fallback", "confirm_summary lb"]


@pytest.mark.parametrize("intent", ["permit_apply", "question_apply"])
def test_the_same_application_again_just_goes_on(intent: str) -> None:
    step = take(*form("plate"), wrote("I want a permit", intent))
    assert (said(step), step.asked) == (["form_continue lb\n\nquestion plate lb"], "plate")


# What could be a value and a question ----------------------------------------------------------------------------


def test_a_valid_value_wins_over_an_intent_where_the_type_is_strict() -> None:
    step = take(*form("plate"), wrote("AB 1234", "bins_about", confidence=1.0))
    assert step.values == {"plate": "AB 1234"}


@pytest.mark.parametrize(
    ("intent", "confidence", "is_value"),
    [
        ("bins_about", CLEAR, False),
        ("cancel", CLEAR, False),
        ("bins_about", CLEAR - 0.01, True),
        ("affirm", 1.0, True),
        ("nlu_fallback", 1.0, True),
    ],
)
def test_where_anything_fits_a_clear_intent_wins(intent: str, confidence: float, is_value: bool) -> None:
    step = take(*form("address"), wrote("12, rue de la Gare", intent, confidence))
    assert (step.values == {"address": "12, rue de la Gare"}) is is_value


# System turns ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", STATES)
@pytest.mark.parametrize(
    ("event", "name"),
    [
        (happened("system_job_succeeded", service="paper", reference="R-1"), "success paper R-1 lb"),
        (
            happened("system_job_rejected", service="paper", code="unknown_person"),
            "utter_paper_rejected_unknown_person",
        ),
        (happened("system_job_failed", service="permit"), "utter_permit_failed"),
        (happened("system_handed_back"), "utter_handed_back"),
    ],
)
def test_a_system_turn_is_worded_and_the_open_question_asked_again(asked: str, event: Incoming, name: str) -> None:
    step = take(*form(asked, failures=1, **KNOWN), event)
    assert said(step) == [name, f"form_continue lb\n\n{QUESTION[asked]}"]
    assert (step.asked, step.failures) == (asked, 1)


# A form that has changed since it asked --------------------------------------------------------------------------


def test_a_field_that_no_longer_exists_is_replaced_by_what_is_missing_now() -> None:
    step = take(*form("", national_id=GOOD_NUMBER), pressed("affirm"))
    assert (said(step), step.asked) == (["form_continue lb\n\nquestion plate lb"], "plate")
