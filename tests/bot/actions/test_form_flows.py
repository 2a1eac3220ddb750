"""Forms that need a login, a file, or choices of an administration, and forms that only look something up."""

from __future__ import annotations

from typing import Any

import pytest

from bot.actions.form_state import CHANGE, CONFIRMATION, OpenForm, Step
from bot.actions.form_turn import PERSON_AFTER, begin, take
from bot.actions.incoming import Incoming
from bot.actions.offers import Offer
from bot.actions.outcome import Response
from bot.actions.voice import Voice
from contracts.catalogue.model import Service
from contracts.effects import HandoverRequest, LoginRequest, ServiceRequest
from contracts.jobs import Option
from contracts.languages import Language
from contracts.parts import Part
from tests.bot.small_catalogue import CATALOGUE, GOOD_NUMBER, MOVE, STATE, VISIT

FILE = {"id": "f" * 32, "name": "bail.pdf", "media_type": "application/pdf", "size": 9}
CLAIMS = {"national_id": GOOD_NUMBER, "birthdate": "1985-03-01"}


def form(
    service: Service, asked: str = "", language: Language = "lb", failures: int = 0, **state: Any
) -> tuple[Voice, OpenForm]:
    assert service.form
    values = state.pop("values", {})
    opened = OpenForm(service=service, form=service.form, values=values, asked=asked, failures=failures, **state)
    return Voice(CATALOGUE, language), opened


def wrote(text: str, intent: str = "nlu_fallback", confidence: float = 0.99, *found: tuple[str, str]) -> Incoming:
    return Incoming(kind="text", intent=intent, text=text, confidence=confidence, found=found)


def pressed(intent: str, **entities: str) -> Incoming:
    return Incoming(kind="press", intent=intent, text="a title", entities=entities)


def sent_file() -> Incoming:
    return Incoming(kind="file", intent="inform_file", text="bail.pdf", data=FILE)


def happened(intent: str, **data: Any) -> Incoming:
    return Incoming(kind="system", intent=intent, data=data)


def said(step: Step) -> list[str]:
    """What was said and done: names of responses, texts of parts, kinds of effects."""
    return [
        one.name if isinstance(one, Response) else one.text if isinstance(one, Part) else type(one).__name__
        for one in step.said
    ]


def parts(step: Step) -> list[Part]:
    return [one for one in step.said if isinstance(one, Part)]


def intents(part: Part) -> list[str]:
    return [button.intent for button in part.buttons]


def requests(step: Step) -> list[ServiceRequest]:
    beside = [effect for one in step.said if isinstance(one, Response) for effect in one.effects]
    return [one for one in [*step.said, *beside] if isinstance(one, ServiceRequest)]


# A login ---------------------------------------------------------------------------------------------------------


def test_a_form_that_needs_to_know_who_it_is_asks_for_the_login_first() -> None:
    step = begin(*form(MOVE), wrote("I moved", "move_apply"))
    assert said(step) == ["utter_move_intro", "ask_login lb", "LoginRequest"]
    assert step.said[-1] == LoginRequest(service="move")
    assert parts(step)[0].login == "move"
    assert intents(parts(step)[0]) == ["cancel"]
    assert step.asked == "moved_on", "it is what will be asked for after the login"


def test_after_the_login_the_form_goes_on_without_asking_what_the_login_says() -> None:
    step = take(*form(MOVE, "moved_on"), happened("system_logged_in", claims=CLAIMS))
    assert said(step) == ["utter_logged_in", "question moved_on lb"]
    prompt = parts(step)[0].field
    assert prompt is not None
    assert (step.asked, prompt.step, prompt.steps) == ("moved_on", 1, 2)


def test_whoever_is_logged_in_already_is_not_asked_again() -> None:
    step = begin(*form(MOVE, claims=CLAIMS), wrote("I moved", "move_apply"))
    assert said(step) == ["utter_move_intro", "question moved_on lb"]


@pytest.mark.parametrize("asked", [CONFIRMATION, CHANGE, "moved_on"])
def test_the_form_goes_on_at_the_same_step_after_the_login(asked: str) -> None:
    values = {"moved_on": "2026-11-01", "proof": FILE["id"]}
    step = take(*form(MOVE, asked, values=values), happened("system_logged_in", claims=CLAIMS))
    questions = {CONFIRMATION: "confirm_summary lb", CHANGE: "ask_change lb", "moved_on": "question moved_on lb"}
    assert (said(step), step.asked) == (["utter_logged_in", questions[asked]], asked)


def test_the_summary_shows_what_the_login_says_and_offers_no_change_of_it() -> None:
    offers = {"proof": Offer(given_for={}, options=[Option(value=str(FILE["id"]), label="bail.pdf")])}
    values = {"moved_on": "2026-11-01", "proof": str(FILE["id"])}
    step = begin(*form(MOVE, values=values, offers=offers, claims=CLAIMS), wrote("again", "move_apply"))
    (part,) = parts(step)
    assert [(row.field, row.value, row.from_login) for row in part.summary] == [
        ("national_id", "1893 •••• •••32", True),
        ("birthday", "1. Mäerz 1985", True),
        ("moved_on", "1. November 2026", False),
        ("proof", "bail.pdf", False),
    ]
    assert [button.entities.get("field") for button in part.buttons if button.intent == "change_field"] == [
        "moved_on",
        "proof",
    ]


@pytest.mark.parametrize(
    "event", [pressed("change_field", field="birthday"), pressed("inform", field="birthday", value="1.1.2000")]
)
def test_what_the_login_says_cannot_be_changed_by_a_button_from_elsewhere(event: Incoming) -> None:
    values = {"moved_on": "2026-11-01", "proof": "x"}
    step = take(*form(MOVE, CONFIRMATION, values=values, claims=CLAIMS), event)
    assert (step.values, step.asked, said(step)[-1]) == ({}, CONFIRMATION, "confirm_summary lb")


def test_the_application_names_the_fields_that_the_login_fills() -> None:
    values = {"moved_on": "2026-11-01", "proof": "f" * 32}
    step = take(*form(MOVE, CONFIRMATION, values=values, claims=CLAIMS), pressed("affirm", service="move"))
    assert requests(step) == [
        ServiceRequest(
            service="move",
            operation="town.move",
            fields={"national_id": GOOD_NUMBER, "birthday": "1985-03-01", **values},
            claims={"national_id": "national_id", "birthday": "birthdate"},
            needs_identity=True,
            undo="town.undoMove",
            follow_up="town.showMove",
        )
    ]


def test_a_value_that_a_sentence_or_another_form_gave_never_stands_for_the_login() -> None:
    opening = wrote("I moved", "move_apply", 0.99, ("national_id", "1985041212393"))
    step = begin(*form(MOVE, values={"moved_on": "2026-11-01", "proof": "x"}, claims=CLAIMS), opening)
    assert step.values == {}
    assert parts(step)[0].summary[0].value == "1893 •••• •••32"


def test_a_login_that_lacks_something_ends_the_form_with_a_person() -> None:
    step = take(*form(MOVE, "moved_on"), happened("system_logged_in", claims={"national_id": GOOD_NUMBER}))
    assert said(step) == ["utter_logged_in", "claim_missing label birthday lb lb"]
    assert (step.asked, step.dropped, intents(parts(step)[0])) == ("", True, ["human"])


def test_when_the_login_ends_in_the_middle_it_is_asked_for_again_and_nothing_is_lost() -> None:
    opened = form(MOVE, CONFIRMATION, values={"moved_on": "2026-11-01", "proof": "x"}, claims=CLAIMS)
    step = take(*opened, happened("system_logged_out"))
    assert said(step) == ["utter_logged_out", "ask_login lb", "LoginRequest"]
    assert (step.asked, step.forgotten, step.dropped) == (CONFIRMATION, frozenset(), False)


@pytest.mark.parametrize("event", [happened("system_logged_in", claims=CLAIMS), happened("system_logged_out")])
def test_a_form_that_needs_no_login_goes_on_as_before(event: Incoming) -> None:
    step = take(*form(VISIT, "town"), event)
    assert said(step) == [f"utter_{event.intent.removeprefix('system_')}", "form_continue lb\n\nquestion town lb"]


def test_while_the_login_is_to_come_questions_are_answered_and_commands_carried_out() -> None:
    asked = take(*form(MOVE, "moved_on"), wrote("what does it cost", "bins_fee"))
    assert said(asked)[1:] == ["form_continue lb\n\nask_login lb"]
    assert parts(asked)[1].login == "move"
    assert take(*form(MOVE, "moved_on"), wrote("stop", "cancel")).dropped
    assert take(*form(MOVE, "moved_on"), wrote("a permit", "permit_apply")).next_service == "permit"
    person = take(*form(MOVE, "moved_on"), wrote("a human", "human"))
    assert isinstance(person.said[0], Response)
    assert person.said[0].effects == (HandoverRequest(reason="asked", service="move", fields={}),)


@pytest.mark.parametrize("text", ["1.11.2026", "done", "ok"])
def test_while_the_login_is_to_come_no_text_is_a_value(text: str) -> None:
    first = take(*form(MOVE, "moved_on"), wrote(text, "affirm"))
    assert (said(first), first.values, first.failures) == (["ask_login lb"], {}, 1)
    second = take(*form(MOVE, "moved_on", failures=PERSON_AFTER - 1), wrote(text))
    assert intents(parts(second)[0]) == ["human", "cancel"]


# A file ----------------------------------------------------------------------------------------------------------


def test_a_file_is_the_value_where_one_is_asked_for_and_is_shown_by_its_name() -> None:
    opened = form(MOVE, "proof", values={"moved_on": "2026-11-01"}, claims=CLAIMS)
    step = take(*opened, sent_file())
    assert (step.values, step.asked) == ({"proof": FILE["id"]}, CONFIRMATION)
    assert step.offers["proof"].options == [Option(value=str(FILE["id"]), label="bail.pdf")]
    assert parts(step)[0].summary[-1].value == "bail.pdf"


@pytest.mark.parametrize(
    ("service", "asked", "state"),
    [
        (VISIT, "town", {}),
        (MOVE, "moved_on", {"claims": CLAIMS}),
        (MOVE, "proof", {}),
        (MOVE, CONFIRMATION, {"claims": CLAIMS, "values": {"moved_on": "2026-11-01", "proof": "x"}}),
    ],
)
def test_a_file_at_another_moment_is_not_taken_and_the_form_goes_on(
    service: Service, asked: str, state: dict[str, Any]
) -> None:
    step = take(*form(service, asked, **state), sent_file())
    assert (said(step)[0], step.values, step.asked) == ("utter_file_not_now", {}, asked)
    assert len(said(step)) == 2


def test_a_text_is_no_file_and_there_is_a_way_out() -> None:
    opened = form(MOVE, "proof", values={"moved_on": "2026-11-01"}, claims=CLAIMS)
    step = take(*opened, wrote("here is my lease"))
    assert (said(step), step.asked, step.values) == (["problem_file_missing lb\n\nquestion proof lb"], "proof", {})
    (part,) = parts(step)
    assert intents(part) == ["cancel", "human"]
    assert part.field is not None
    assert (part.field.type, part.field.problem) == ("file", True)


def test_a_question_instead_of_a_file_is_answered() -> None:
    opened = form(MOVE, "proof", values={"moved_on": "2026-11-01"}, claims=CLAIMS)
    assert said(take(*opened, wrote("thanks", "thanks"))) == ["utter_thanks", "form_continue lb\n\nquestion proof lb"]


def test_a_person_sees_the_name_of_a_file_not_its_id() -> None:
    offers = {"proof": Offer(given_for={}, options=[Option(value=str(FILE["id"]), label="bail.pdf")])}
    values = {"moved_on": "2026-11-01", "proof": str(FILE["id"])}
    step = take(*form(MOVE, CONFIRMATION, values=values, offers=offers, claims=CLAIMS), wrote("a human", "human"))
    assert isinstance(step.said[0], Response)
    known = {"moved_on": "2026-11-01", "proof": "bail.pdf"}
    assert step.said[0].effects == (HandoverRequest(reason="asked", service="move", fields=known),)


# Choices of an administration ------------------------------------------------------------------------------------

OPTIONS = [
    Option(value="s1", label="Hall", at="2026-12-02T09:00:00+01:00"),
    Option(value="s2", label="Hall", at="2026-12-02T10:30:00+01:00"),
]
SHOWN = ["Mëttwoch, 2. Dezember 2026, 9:00 Auer – Hall", "Mëttwoch, 2. Dezember 2026, 10:30 Auer – Hall"]
EAST = {"town": "east"}
LOOK_UP = ServiceRequest(service="visit", operation="town.findVisits", fields=EAST, kind="look_up", field="slot")
WAITING = {"slot": Offer(asked_for=EAST)}
OFFERED = {"slot": Offer(given_for=EAST, options=OPTIONS)}
ALL = {**EAST, "slot": "s1", "email": "a@example.com"}


def found(*options: Option) -> Incoming:
    listed = [{"value": one.value, "label": one.label, "at": one.at} for one in options]
    return happened("system_job_succeeded", service="visit", kind="look_up", field="slot", options=listed)


def test_the_choices_are_looked_up_with_the_fields_before_and_the_citizen_waits() -> None:
    step = take(*form(VISIT, "town"), pressed("inform", field="town", value="east"))
    assert said(step) == ["options_wait lb", "ServiceRequest"]
    assert (step.said[-1], step.asked, step.values, step.offers) == (LOOK_UP, "slot", EAST, WAITING)
    assert intents(parts(step)[0]) == ["cancel"]


def test_the_choices_come_as_buttons_in_the_citizens_language() -> None:
    step = take(*form(VISIT, "slot", values=EAST, offers=WAITING), found(*OPTIONS))
    (part,) = parts(step)
    assert (part.text, step.asked, step.offers) == ("question slot lb", "slot", OFFERED)
    assert [button.title for button in part.buttons] == SHOWN
    assert part.field is not None
    assert [(choice.value, choice.label) for choice in part.field.choices] == list(
        zip(["s1", "s2"], SHOWN, strict=True)
    )


@pytest.mark.parametrize(
    "answer", [pressed("inform", field="slot", value="s2"), wrote("10:30"), wrote("2"), wrote(SHOWN[1])]
)
def test_a_choice_is_taken_by_button_number_or_words(answer: Incoming) -> None:
    step = take(*form(VISIT, "slot", values=EAST, offers=OFFERED), answer)
    assert (step.values, step.asked) == ({"slot": "s2"}, "email")


@pytest.mark.parametrize("answer", [pressed("inform", field="slot", value="s9"), wrote("tomorrow"), wrote("Hall")])
def test_what_is_not_on_offer_is_refused_and_the_offer_shown_again(answer: Incoming) -> None:
    step = take(*form(VISIT, "slot", values=EAST, offers=OFFERED), answer)
    assert (said(step), step.values) == (["problem_choice_unknown lb\n\nquestion slot lb"], {})
    assert len(parts(step)[0].buttons) == 2


def test_where_nothing_is_on_offer_the_fields_before_may_be_changed() -> None:
    step = take(*form(VISIT, "slot", values=EAST, offers=WAITING), found())
    (part,) = parts(step)
    assert (part.text, step.asked) == ("options_none lb", "slot")
    assert intents(part) == ["visit_apply", "change_field", "cancel", "human"]
    assert part.buttons[1].entities == {"field": "town"}


@pytest.mark.parametrize("intent", ["system_job_failed", "system_job_cancelled"])
def test_where_the_administration_could_not_be_asked_one_may_try_again(intent: str) -> None:
    event = happened(intent, service="visit", kind="look_up", field="slot")
    step = take(*form(VISIT, "slot", values=EAST, offers=WAITING), event)
    assert (said(step), step.asked, step.offers) == (["options_failed lb"], "slot", {"slot": Offer()})
    assert intents(parts(step)[0]) == ["visit_apply", "human", "cancel"]


@pytest.mark.parametrize("offer", [Offer(), Offer(given_for=EAST)])
@pytest.mark.parametrize("again", [pressed("visit_apply"), wrote("yes", "affirm")])
def test_trying_again_looks_up_again(offer: Offer, again: Incoming) -> None:
    step = take(*form(VISIT, "slot", values=EAST, offers={"slot": offer}), again)
    assert (requests(step), step.offers) == ([LOOK_UP], WAITING)


def test_a_rejected_look_up_offers_nothing() -> None:
    event = happened("system_job_rejected", service="visit", kind="look_up", field="slot", code="unknown_person")
    step = take(*form(VISIT, "slot", values=EAST, offers=WAITING), event)
    assert said(step) == ["options_none lb"]


def test_while_waiting_there_is_one_look_up_only_and_texts_are_no_values() -> None:
    waiting = form(VISIT, "slot", values=EAST, offers=WAITING)
    for event in (pressed("visit_apply"), wrote("s1"), pressed("inform", field="slot", value="s1"), pressed("affirm")):
        step = take(*waiting, event)
        assert (requests(step), step.values) == ([], {})
        assert said(step)[-1].endswith("options_wait lb")


def test_a_question_while_waiting_is_answered() -> None:
    step = take(*form(VISIT, "slot", values=EAST, offers=WAITING), wrote("thanks", "thanks"))
    assert said(step) == ["utter_thanks", "form_continue lb\n\noptions_wait lb"]


def test_an_answer_to_an_older_question_is_not_taken_for_the_new_one() -> None:
    changed = take(*form(VISIT, "slot", values=EAST, offers=WAITING), pressed("inform", field="town", value="west"))
    assert (said(changed), requests(changed), changed.values) == (["options_wait lb"], [], {"town": "west"})
    answered = take(*form(VISIT, "slot", values={"town": "west"}, offers=WAITING), found(*OPTIONS))
    (request,) = requests(answered)
    assert request.fields == {"town": "west"}
    assert answered.offers == {"slot": Offer(asked_for={"town": "west"})}


def test_an_answer_that_comes_while_something_else_is_asked_is_kept() -> None:
    step = take(*form(VISIT, "town", offers=WAITING), found(*OPTIONS))
    assert (said(step), step.offers) == (["form_continue lb\n\nquestion town lb"], OFFERED)


def test_an_answer_that_nobody_waits_for_changes_nothing() -> None:
    step = take(*form(VISIT, "email", values={**EAST, "slot": "s1"}, offers=OFFERED), found())
    assert (said(step), step.offers) == (["form_continue lb\n\nquestion email lb"], {"slot": OFFERED["slot"]})


def test_another_value_before_makes_the_choice_void() -> None:
    opened = form(VISIT, "town", values=ALL, offers=OFFERED)
    step = take(*opened, pressed("inform", field="town", value="west"))
    assert step.forgotten == {"slot"}
    assert requests(step)[0].fields == {"town": "west"}
    same = take(*opened, pressed("inform", field="town", value="east"))
    assert (said(same), same.forgotten) == (["confirm_summary lb"], frozenset())


def test_the_summary_shows_the_choice_as_it_was_offered() -> None:
    step = take(*form(VISIT, "email", values={**EAST, "slot": "s1"}, offers=OFFERED), wrote("a@example.com"))
    assert [row.value for row in parts(step)[0].summary] == ["choice east lb", SHOWN[0], "a@example.com"]


def test_after_a_rejection_the_choices_are_looked_up_again() -> None:
    rejected = happened("system_job_rejected", service="visit", code="unknown_person")
    step = take(*form(VISIT, CONFIRMATION, values=ALL, offers=OFFERED), rejected)
    assert said(step) == ["utter_visit_rejected_unknown_person", "options_wait lb", "ServiceRequest"]
    assert (step.forgotten, step.asked, step.offers) == ({"slot"}, "slot", WAITING)


def test_a_second_attempt_keeps_what_still_holds_and_looks_up_the_rest() -> None:
    step = begin(*form(VISIT, values={"town": "east", "email": "a@example.com"}), wrote("again", "visit_apply"))
    assert said(step) == ["utter_visit_intro", "options_wait lb", "ServiceRequest"]
    offered = take(
        *form(VISIT, "slot", values={"town": "east", "email": "a@example.com"}, offers=WAITING), found(*OPTIONS)
    )
    chosen = take(
        *form(VISIT, "slot", values={"town": "east", "email": "a@example.com"}, offers=offered.offers),
        pressed("inform", field="slot", value="s1"),
    )
    assert said(chosen) == ["confirm_summary lb"]


# Looking something up ---------------------------------------------------------------------------------------------


def test_a_look_up_confirms_nothing() -> None:
    step = take(*form(STATE, "number", values={"commune": "dudelange"}), wrote("RC-1"))
    assert said(step) == ["utter_state_waiting"]
    assert requests(step) == [
        ServiceRequest(
            service="state", operation="town.state", kind="look_up", fields={"commune": "dudelange", "number": "RC-1"}
        )
    ]
    assert (step.asked, step.values, step.dropped) == ("", {"number": "RC-1"}, False)


def test_a_look_up_only_offers_what_was_given_elsewhere() -> None:
    step = begin(*form(STATE, values={"commune": "dudelange", "number": "old"}), wrote("look", "state_apply"))
    assert said(step) == ["utter_state_intro", "question commune lb"]
    assert step.forgotten == {"commune", "number"}
    (part,) = parts(step)
    assert [(button.title, button.entities["value"]) for button in part.buttons] == [("Diddeleng", "dudelange")]


def test_what_the_sentence_that_opens_a_look_up_holds_is_not_asked() -> None:
    opening = wrote("look in Dudelange", "state_apply", 0.99, ("commune", "dudelange"))
    step = begin(*form(STATE, values={"commune": "esch-sur-alzette"}), opening)
    assert (said(step), step.values) == (["utter_state_intro", "question number lb"], {"commune": "dudelange"})
    assert step.forgotten == frozenset()


def test_a_sentence_with_the_number_is_the_answer_although_it_sounds_like_a_new_wish() -> None:
    opened = form(STATE, "number", values={"commune": "dudelange"})
    step = take(*opened, wrote("look up RC-1", "state_apply"))
    assert step.values == {"number": "look up RC-1"}
    assert said(take(*opened, wrote("look it up", "state_apply"))) == ["form_continue lb\n\nquestion number lb"]
