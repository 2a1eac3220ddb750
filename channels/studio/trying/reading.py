"""Reads what somebody gives to a draft, as the hub reads what citizens give: cleaned, its language detected."""

from __future__ import annotations

import mimetypes
import re

from channels.answers import CallError
from channels.core.refusal import RefusalError
from channels.core.texts import check_text
from contracts.events import LanguageReason
from contracts.frames import MAX_TEXT
from contracts.jobs import Document
from contracts.languages import Language
from contracts.names import SYSTEM_INTENTS
from contracts.trying import Attempt, ButtonPressed, Heard
from contracts.turns import PressInput, TextInput
from nlu.text.clean import clean
from nlu.text.language import LanguageEvidence, decide, detect
from nlu.text.other_language import find_other_language

FILE_BYTES = 1024
"""Size of an invented document."""
LONGEST_NAME = 100
OTHER_TYPE = "application/pdf"

_ID = re.compile(r"[0-9a-f]{32}")


def check_ids(attempt: Attempt) -> None:
    """Refuse ids that the page cannot have made; raises `CallError`."""
    for name, given in (("conversation", attempt.conversation), ("turn", attempt.turn)):
        if _ID.fullmatch(given) is None:
            raise CallError("bad_frame", f"$.{name}: {given[:40]!r} is no id; make 32 hexadecimal digits")


def read_text(text: str) -> tuple[TextInput, Heard]:
    """Return what the bot gets of a text, and what was seen in it; raises `CallError`."""
    said = clean(text)
    try:
        check_text(said)
    except RefusalError as error:
        raise CallError(error.command.code, error.command.detail) from error
    evidence, other = detect(said[:MAX_TEXT]), find_other_language(said[:MAX_TEXT])
    heard = Heard(
        text=said,
        language=evidence.language,
        confidence=round(evidence.confidence, 4),
        words=evidence.words,
        greeting=evidence.greeting,
        other_language=other,
    )
    return TextInput(text=said, other_language=other), heard


def follow_language(language: Language, reason: LanguageReason, heard: Heard) -> tuple[Language, LanguageReason]:
    """Return the language in which a conversation goes on after a text, and why."""
    if heard.other_language is not None:
        return language, reason
    evidence = LanguageEvidence(heard.language, heard.confidence, heard.words, greeting=heard.greeting)
    decided = decide(language, reason, evidence)
    return (decided, "detected") if decided != language else (language, reason)


def read_press(pressed: ButtonPressed) -> PressInput:
    """Return what the bot gets of a button; raises `CallError` for what no button carries."""
    if pressed.intent in SYSTEM_INTENTS:
        raise CallError("unknown_button", f"$.input.intent: {pressed.intent} is the platform's; no button carries it")
    return PressInput(title=pressed.title, intent=pressed.intent, entities=pressed.entities)


def invent_document(name: str, turn: str) -> Document:
    """Return a document that only its name is of; ``turn`` becomes its id. Raises `CallError`."""
    shown = " ".join(clean(name).split())
    if not shown or len(shown) > LONGEST_NAME:
        raise CallError("bad_frame", f"$.input.name: write 1 to {LONGEST_NAME} characters; these are {len(shown)}")
    return Document(id=turn, name=shown, media_type=mimetypes.guess_type(shown)[0] or OTHER_TYPE, size=FILE_BYTES)
