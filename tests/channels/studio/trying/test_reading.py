"""What somebody gives to a draft is read as the hub reads what citizens give."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from channels.answers import CallError
from channels.studio.trying.person import INVENTED, claims_of
from channels.studio.trying.reading import (
    LONGEST_NAME,
    check_ids,
    follow_language,
    invent_document,
    read_press,
    read_text,
)
from contracts.events import LanguageReason
from contracts.languages import Language
from contracts.trying import Attempt, ButtonPressed, TextSaid

ID = "0123456789abcdef" * 2
PEOPLE = Path(__file__).parents[4] / "services" / "eid" / "people.yaml"


def test_a_text_is_cleaned_and_its_language_seen() -> None:
    said, heard = read_text("  Ech brauch e neie\u200b Pass,\u202e w.e.g.  ")
    assert said.text == heard.text
    assert "\u202e" not in said.text
    assert (heard.language, heard.other_language, heard.greeting) == ("lb", None, False)
    assert heard.confidence > 0.9
    assert heard.words >= 3


def test_another_language_is_told_to_the_bot() -> None:
    said, heard = read_text("Preciso de renovar o meu passaporte, onde posso fazer isso?")
    assert said.other_language == heard.other_language == "pt"


@pytest.mark.parametrize(
    ("text", "before", "reason", "after"),
    [
        ("Je voudrais renouveler mon passeport", "lb", "page", ("fr", "detected")),
        ("Je voudrais renouveler mon passeport, s’il vous plaît", "lb", "chosen", ("fr", "detected")),
        ("passeport", "lb", "page", ("lb", "page")),
        ("123", "de", "chosen", ("de", "chosen")),
        ("Preciso de renovar o meu passaporte, onde posso fazer isso?", "en", "page", ("en", "page")),
        ("Ich brauche einen neuen Reisepass", "de", "page", ("de", "page")),
    ],
)
def test_the_language_follows_clear_words_only(
    text: str, before: Language, reason: LanguageReason, after: tuple[str, str]
) -> None:
    assert follow_language(before, reason, read_text(text)[1]) == after


@pytest.mark.parametrize(("text", "code"), [(" \u200b ", "empty_message"), ("x" * 3001, "message_too_long")])
def test_texts_that_are_refused(text: str, code: str) -> None:
    with pytest.raises(CallError) as refused:
        read_text(text)
    assert refused.value.code == code


@pytest.mark.parametrize("wrong", ["", "x" * 32, ID.upper(), f"{ID}0", f"{ID}\n"])
def test_ids_are_as_the_page_makes_them(wrong: str) -> None:
    said = TextSaid(text="Moien")
    check_ids(Attempt(conversation=ID, turn=ID, language="lb", input=said))
    for ids in ({"conversation": wrong, "turn": ID}, {"conversation": ID, "turn": wrong}):
        with pytest.raises(CallError, match="no id"):
            check_ids(Attempt(language="lb", input=said, **ids))


def test_no_button_speaks_for_the_platform() -> None:
    assert read_press(ButtonPressed(title="Yes", intent="affirm")).intent == "affirm"
    with pytest.raises(CallError) as refused:
        read_press(ButtonPressed(title="Yes", intent="system_logged_in"))
    assert refused.value.code == "unknown_button"


@pytest.mark.parametrize(
    ("name", "media_type"), [("id.pdf", "application/pdf"), ("photo.PNG", "image/png"), ("note", "application/pdf")]
)
def test_an_invented_document_has_a_name(name: str, media_type: str) -> None:
    document = invent_document(f" {name} ", ID)
    assert (document.id, document.name, document.media_type) == (ID, name, media_type)


@given(st.text())
def test_the_name_of_a_document_is_a_short_line_or_refused(name: str) -> None:
    try:
        document = invent_document(name, ID)
    except CallError as refused:
        assert refused.code == "bad_frame"
    else:
        assert 1 <= len(document.name) <= LONGEST_NAME
        assert "\n" not in document.name


def test_the_invented_person_is_one_of_the_sandbox() -> None:
    assert YAML(typ="safe").load(PEOPLE)["marie"] == INVENTED
    assert claims_of({})["national_id"] == INVENTED["national_id"]
    assert claims_of({"given_name": "Jang", "role": "admin"}) == {**INVENTED, "given_name": "Jang"}
