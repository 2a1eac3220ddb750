"""What the citizen does, depending on who owns the conversation."""

from __future__ import annotations

from channels.core.bot import append_off_notice
from channels.core.draft import Draft
from channels.core.inputs import (
    CitizenPressed,
    CitizenSaid,
    FileAttached,
    LanguageChosen,
    Opened,
    Rated,
)
from channels.core.refusal import RefusalError
from channels.core.texts import check_text
from contracts.events import Feedback, Message, Notice, Pressed
from contracts.jobs import Document
from contracts.parts import Button
from contracts.turns import FileInput, PressInput, TextInput
from nlu.text.language_choice import decide


def open_log(draft: Draft, opened: Opened) -> None:
    """Say first of all that an AI answers (AI Act article 50), and whether it does; a log that has begun stays."""
    if draft.state.last_seq == 0:
        draft.append(Notice(code="ai_disclosure"))
        if opened.off is not None:
            append_off_notice(draft, opened.off)


def say_to_bot(draft: Draft, said: CitizenSaid) -> None:
    """Store the text and ask the bot."""
    _store_text(draft, said)
    draft.ask(TextInput(text=said.text, other_language=said.other_language))


def say_to_staff(draft: Draft, said: CitizenSaid) -> None:
    """Store the text for the agent who has or will claim the ticket; the bot sees it only while it helps."""
    _store_text(draft, said)


def say_again(draft: Draft, said: CitizenSaid) -> None:
    """Open the settled matter again, with the bot."""
    check_text(said.text)
    draft.set_owner("bot", "reopened")
    say_to_bot(draft, said)


def press_for_bot(draft: Draft, pressed: CitizenPressed) -> None:
    """Store the button's title and tell the bot what the button stands for."""
    button = _store_press(draft, pressed)
    draft.ask(PressInput(title=button.title, intent=button.intent, entities=button.entities))


def press_for_staff(draft: Draft, pressed: CitizenPressed) -> None:
    """Store the button's title for the agent."""
    _store_press(draft, pressed)


def press_again(draft: Draft, pressed: CitizenPressed) -> None:
    """Open the settled matter again, with the bot."""
    _find_button(pressed)
    draft.set_owner("bot", "reopened")
    press_for_bot(draft, pressed)


def give_to_bot(draft: Draft, attached: FileAttached) -> None:
    """Store that the citizen gave a file and tell the bot."""
    draft.ask(FileInput(document=_store_file(draft, attached)))


def give_to_staff(draft: Draft, attached: FileAttached) -> None:
    """Store for the agent that the citizen gave a file."""
    _store_file(draft, attached)


def give_again(draft: Draft, attached: FileAttached) -> None:
    """Open the settled matter again, with the bot."""
    _find_file(attached)
    draft.set_owner("bot", "reopened")
    give_to_bot(draft, attached)


def choose_language(draft: Draft, chosen: LanguageChosen) -> None:
    """Go on in the language that the citizen chose."""
    draft.set_language(chosen.language, "chosen")


def rate(draft: Draft, rated: Rated) -> None:
    """Store the citizen's judgement of an answer."""
    if not rated.is_answer:
        raise RefusalError("bad_frame", f"$.seq: event {rated.seq} is no answer; name a message of the bot or an agent")
    draft.append(Feedback(seq=rated.seq, helpful=rated.helpful))


def _store_text(draft: Draft, said: CitizenSaid) -> None:
    check_text(said.text)
    state = draft.state
    written_in = state.language
    if said.other_language is None:  # evidence over the four says nothing about a text in a fifth
        # What a message is written in (screen readers need it) may differ from what the conversation goes on in.
        written_in = decide(state.language, "page", said.evidence)
        draft.set_language(decide(state.language, state.language_reason, said.evidence), "detected")
    message = Message(author="citizen", text=said.text, language=written_in, origin="human", message_id=said.message_id)
    draft.hear(message)


def _store_press(draft: Draft, pressed: CitizenPressed) -> Button:
    button = _find_button(pressed)
    message = Message(
        author="citizen",
        text=button.title,
        language=draft.state.language,
        origin="human",
        message_id=pressed.message_id,
        pressed=Pressed(seq=pressed.seq, button=pressed.index),
    )
    draft.hear(message)
    return button


def _store_file(draft: Draft, attached: FileAttached) -> Document:
    document = _find_file(attached)
    message = Message(
        author="citizen",
        text=document.name,
        language=draft.state.language,
        origin="human",
        message_id=attached.message_id,
        document=document,
    )
    draft.hear(message)
    return document


def _find_file(attached: FileAttached) -> Document:
    if attached.document is None:
        raise RefusalError("unknown_file", "$.file: no file of this conversation has this id; upload it (again) first")
    return attached.document


def _find_button(pressed: CitizenPressed) -> Button:
    if pressed.button is None:
        raise RefusalError(
            "unknown_button",
            f"$.button: event {pressed.seq} has no button {pressed.index}; buttons count from 0 in the event's list",
        )
    return pressed.button
