"""A catalogue small enough to read, whose sentences say what they are: ``<key> <language>``."""

from __future__ import annotations

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
    *("related_pages", "source_in_lb", "source_in_fr", "source_in_de", "source_in_en"),
    *("form_continue", "nothing_to_confirm", "handover_opened", "handed_back", "restarted"),
    *(f"problem_{code}" for code in PROBLEM_CODES),
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


def make_field(name: str, kind: str, choices: tuple[str, ...] = ()) -> Field:
    return Field(
        name=name,
        type=kind,
        label=texts(f"label {name}"),
        question=texts(f"question {name}"),
        choices=[FieldChoice(value=value, label=texts(f"choice {value}")) for value in choices],
    )


def make_form(service: str, fields: list[Field]) -> Form:
    said = Said(
        waiting=texts(f"waiting {service}"),
        success={language: f"success {service} {{reference}} {language}" for language in LANGUAGES},
        rejection={"unknown_person": texts(f"unknown person {service}"), "other": texts(f"rejected {service}")},
        failure=texts(f"failure {service}"),
    )
    return Form(operation=f"town.{service}", intro=texts(f"intro {service}"), fields=fields, said=said)


PERMIT_FIELDS = [
    make_field("national_id", "national_id"),
    make_field("plate", "plate"),
    make_field("zone", "choice", ("north", "south")),
    make_field("address", "address"),
]
"""``national_id``, ``plate`` and ``address`` are shared between forms, ``zone`` is the form's own."""

PERMIT = make_service("permit", make_form("permit", PERMIT_FIELDS))
PAPER = make_service("paper", make_form("paper", [make_field("national_id", "national_id")]))
BINS = make_service(
    "bins",
    answer=Answer(
        summary=texts("summary bins"),
        steps={language: [f"step one {language}", f"step two {language}"] for language in LANGUAGES},
        documents={language: [f"document {language}"] for language in LANGUAGES},
        fee=texts("fee"),
        place=texts("place"),
    ),
)

OFFERING = {"abuse", "account_data"}
"""Small talk with buttons below its answer."""
ANSWERED = {"greet", "thanks", "goodbye", "bot_identity", *OFFERING}
"""Small talk with an answer of its own."""

CATALOGUE = Catalogue(
    services={"bins": BINS, "paper": PAPER, "permit": PERMIT},
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
    | {"button_change": {language: f"change {{label}} {language}" for language in LANGUAGES}},
)
