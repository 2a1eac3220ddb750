"""Says what a citizen has tried with the bot before a person came, and what came of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from contracts.answers import Standing
from contracts.events import Event, JobChanged, Message, Notice, OwnerChanged
from contracts.names import INTENT_HELP, split_intent

TriedOutcome = Literal["answered", "related", "unknown", "form", "job", "small_talk", "not_understood"]
"""Answered from the content; other pages offered, or asked what was meant; nothing known; inside a form; something was
sent to an administration; talk beside the services; not understood, or the bot was away."""

LONGEST_QUESTION = 160
"""Characters of a question."""
MOST_TRIED = 20
"""The newest count."""
REASON = "reason"
AGAIN = "repeated_failure"
"""Entity of the button that calls a person, and its value where the bot has not understood several times."""

STANDINGS: dict[Standing, TriedOutcome] = {
    "answered": "answered",
    "related": "related",
    "unknown": "unknown",
    "routed": "small_talk",
}


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """One thing the citizen asked the bot."""

    question: str
    outcome: TriedOutcome


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerNote:
    """What the record of an answer to free text says."""

    code: str
    at: str
    """As events have it."""
    standing: Standing


def tell_tried(events: Sequence[Event], notes: Sequence[AnswerNote]) -> list[Tried]:
    """Return what was tried, oldest first; what is asked inside one form counts as one thing."""
    tried: list[Tried] = []
    for question, reactions in _exchanges(events):
        outcome = _outcome(reactions, notes)
        if outcome is None:
            continue
        inside_form = outcome in ("form", "job") and tried and tried[-1].outcome == "form"
        if inside_form:
            tried[-1] = msgspec.structs.replace(tried[-1], outcome=outcome)
        else:
            tried.append(Tried(question=shorten(question, LONGEST_QUESTION), outcome=outcome))
    return tried[-MOST_TRIED:]


def shorten(text: str, longest: int) -> str:
    """Return the beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _exchanges(events: Sequence[Event]) -> Iterator[tuple[str, list[Event]]]:
    """Give what the citizen said to the bot, and what happened until they said something else.

    What they said before the bot reacted belongs together. Their own message stands first in each list.
    """
    said: list[str] = []
    reactions: list[Event] = []
    bot_answers = True
    for event in events:
        match event.data:
            case Message(author="citizen", text=text, document=document):
                if any(_is_reaction(it) for it in reactions):
                    yield " ".join(said), reactions
                    said, reactions = [], []
                if bot_answers:
                    said.append(text or (document.name if document else ""))
                    reactions.append(event)
            case OwnerChanged(owner=owner, bot=bot):
                bot_answers = owner == "bot" or bot
                if said:
                    reactions.append(event)
            case _ if said:
                reactions.append(event)
    if said:
        yield " ".join(said), reactions


def _is_reaction(event: Event) -> bool:
    if isinstance(event.data, Message):
        return event.data.author in ("bot", "system")
    return isinstance(event.data, Notice | JobChanged)


def _outcome(reactions: list[Event], notes: Sequence[AnswerNote]) -> TriedOutcome | None:
    data = [event.data for event in reactions]
    replies = [it for it in data if isinstance(it, Message) and it.author == "bot"]
    codes = {it.code for it in replies if it.code is not None}
    found = [note.standing for note in notes if note.code in codes]
    if found:
        return STANDINGS[found[-1]]
    if any(isinstance(it, JobChanged) and it.job_kind == "file" and it.state == "queued" for it in data):
        return "job"
    if any(it.field is not None or it.summary or it.login is not None for it in replies):
        return "form"
    if any(it.citations or it.origin in ("retrieval", "llm") for it in replies):
        return "answered"
    # Where nothing was found, or the bot has an answer of its own, the message carries no code.
    silent = [note.standing for note in notes if reactions[0].at <= note.at <= reactions[-1].at]
    if silent:
        return STANDINGS[silent[-1]]
    if any(_says_not_understood(it) for it in replies) or any(_is_notice(it) for it in data):
        return "not_understood"
    if any(split_intent(button.intent) for it in replies for button in it.buttons):
        return "related"
    return "small_talk" if replies else None


def _is_notice(data: object) -> bool:
    """Tell whether the platform itself spoke, because the bot was away or switched off."""
    return isinstance(data, Notice) or (isinstance(data, Message) and data.author == "system")


def _says_not_understood(reply: Message) -> bool:
    """Tell by its buttons whether the bot did not understand: help comes first, or a person after several times."""
    if any(button.entities.get(REASON) == AGAIN for button in reply.buttons):
        return True
    return bool(reply.buttons) and reply.buttons[0].intent == INTENT_HELP
