"""A catalogue small enough to read, whose sentences say what they are: ``<key> <language>``."""

from __future__ import annotations

from typing import Any

from contracts.catalogue.model import (
    Answer,
    Catalogue,
    Crisis,
    Field,
    FieldChoice,
    Form,
    Said,
    Service,
    SmallTalk,
    TextLists,
    Texts,
)
from contracts.languages import LANGUAGES
from contracts.names import CRISIS_KINDS, QUESTIONS, Question
from nlu.text.fields import PROBLEM_CODES

GOOD_NUMBER = "1893120105732"
"""A national identification number with correct check digits (an example of the official specification)."""

WORDING = (
    *(f"label_{name}" for name in ("documents", "fee", "deadline", "duration", "place", "steps")),
    *(f"label_{name}" for name in ("about", "time", "apply")),
    *(f"button_{name}" for name in ("human", "help", "apply", "yes_send", "cancel", "try_again", "none")),
    *("ask_which", "ask_whether", "ask_service", "out_of_scope", "other_language"),
    *("empty_message", "apply_elsewhere"),
    *("fallback", "fallback_again", "help_intro", "confirm_summary", "ask_change", "form_cancelled", "form_switched"),
    *("related_pages", "related_regulated", "start_unknown", "start_wrong", "paused_other"),
    *("source_in_lb", "source_in_fr", "source_in_de", "source_in_en"),
    *("form_continue", "nothing_to_confirm", "handover_opened", "handed_back", "restarted"),
    *("ask_login", "logged_in", "logged_out", "options_wait", "options_none", "options_failed", "options_unneeded"),
    *("button_look_again", "button_continue", "document_here", "person_takes_over", "file_not_now"),
    *(f"problem_{code}" for code in (*PROBLEM_CODES, "file_missing")),
)


def texts(words: str) -> Texts:
    """Give the words in each language, told apart by its code."""
    return {language: f"{words} {language}" for language in LANGUAGES}


def sentences(words: str) -> TextLists:
    """Give six examples in each language."""
    return {language: [f"{words} {language} {number}" for number in range(6)] for language in LANGUAGES}


def make_service(name: str, form: Form | None = None, answer: Answer | None = None) -> Service:
    kinds: tuple[Question, ...] = ("about", "fee", "time", "apply") if form else ("about", "fee")
    return Service(
        id=name,
        title=texts(f"title {name}"),
        authority=texts(f"authority {name}"),
        link=dict.fromkeys(LANGUAGES, f"https://example.org/{name}/fr"),
        link_language=dict.fromkeys(LANGUAGES, "fr"),
        checked="2026-11-01",
        intents={kind: sentences(f"{kind} {name}") for kind in kinds},
        answer=answer or Answer(summary=texts(f"summary {name}")),
        form=form,
    )


def make_field(name: str, kind: str, choices: tuple[str, ...] = (), **further: Any) -> Field:
    return Field(
        name=name,
        type=kind,
        label=texts(f"label {name}"),
        question=texts(f"question {name}"),
        choices=[FieldChoice(value=value, label=texts(f"choice {value}")) for value in choices],
        **further,
    )


def make_form(service: str, fields: list[Field], success: str = "{reference}", **further: Any) -> Form:
    said = Said(
        waiting=texts(f"waiting {service}"),
        success={language: f"success {service} {success} {language}" for language in LANGUAGES},
        rejection={"unknown_person": texts(f"unknown person {service}"), "other": texts(f"rejected {service}")},
        failure=texts(f"failure {service}"),
        ready=texts(f"ready {service} {{reference}}") if "follow_up" in further else None,
        undone=texts(f"undone {service} {{reference}}") if "undo" in further else None,
    )
    return Form(operation=f"town.{service}", intro=texts(f"intro {service}"), fields=fields, said=said, **further)


PERMIT_FIELDS = [
    make_field("national_id", "national_id"),
    make_field("plate", "plate"),
    make_field("zone", "choice", ("north", "south")),
    make_field("address", "address"),
]
"""``national_id``, ``plate`` and ``address`` are shared between forms, ``zone`` is the form's own."""

PERMIT = make_service("permit", make_form("permit", PERMIT_FIELDS))
PAPER = make_service("paper", make_form("paper", [make_field("national_id", "national_id")]))
VISIT = make_service(
    "visit",
    make_form(
        "visit",
        [
            make_field("town", "choice", ("east", "west")),
            make_field("slot", "choice", choices_from="town.findVisits"),
            make_field("email", "email"),
        ],
        success="{at} {place} {reference}",
        undo="town.cancelVisit",
    ),
)
"""Its ``slot`` is chosen from what the town offers."""
MOVE = make_service(
    "move",
    make_form(
        "move",
        [
            make_field("national_id", "national_id", claim="national_id"),
            make_field("birthday", "date", claim="birthdate"),
            make_field("moved_on", "date"),
            make_field("proof", "file"),
        ],
        needs_identity=True,
        undo="town.undoMove",
        follow_up="town.showMove",
    ),
)
"""Needs a login and a file."""
STATE = make_service(
    "state",
    make_form(
        "state",
        [make_field("commune", "commune"), make_field("number", "text")],
        success="{status} {filed_on}",
        kind="look_up",
        words={"status": {"ready": texts("is ready")}},
    ),
)
"""Only looks something up."""
BINS = make_service(
    "bins",
    answer=Answer(
        summary=texts("summary bins"),
        steps={language: [f"step one {language}", f"step two {language}"] for language in LANGUAGES},
        documents={language: [f"document {language}"] for language in LANGUAGES},
        fee=texts("fee"),
        place=texts("place"),
        easy={"about": texts("easy about"), "fee": texts("easy fee")},
    ),
)

OFFERING = {"abuse", "complaint", "account_data"}
"""Small talk with buttons below its answer."""
ANSWERED = {"greet", "thanks", "goodbye", "bot_identity", *OFFERING}
"""Small talk with an answer of its own."""

CATALOGUE = Catalogue(
    services={it.id: it for it in (BINS, MOVE, PAPER, PERMIT, STATE, VISIT)},
    small_talk={
        name: SmallTalk(
            intent=name,
            examples=sentences(name),
            answer=texts(f"answer {name}") if name in ANSWERED else None,
            buttons=["human", "help"] if name in OFFERING else [],
        )
        for name in (
            "greet",
            "thanks",
            "goodbye",
            "bot_identity",
            "abuse",
            "complaint",
            "account_data",
            "help",
            "human",
            "restart",
            "affirm",
            "deny",
            "cancel",
        )
    },
    questions={kind: sentences(f"{kind} of it") for kind in QUESTIONS if kind != "about"},
    crisis={
        kind: Crisis(phrases=sentences(f"danger {kind}"), examples=sentences(kind), answer=texts(f"call {kind}"))
        for kind in CRISIS_KINDS
    },
    harmless=sentences("no danger"),
    out_of_scope=sentences("weather"),
    offered=["permit", "bins", "paper"],
    wording={key: texts(key) for key in WORDING}
    | {"fact_missing": {language: f"ask {{authority}} {language}" for language in LANGUAGES}}
    | {
        key: {language: f"{key} {{service}} {language}" for language in LANGUAGES}
        for key in ("login_needed_again", "job_delayed", "job_cancelled", "undo_rejected", "undo_failed")
    }
    | {"claim_missing": {language: f"claim_missing {{label}} {language}" for language in LANGUAGES}}
    | {"button_change": {language: f"change {{label}} {language}" for language in LANGUAGES}},
)
