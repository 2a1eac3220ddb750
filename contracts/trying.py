"""What the studio's page and its gateway say to each other when somebody talks to a draft before it is published.

Twin of ``web/studio/src/trying/schemas.ts``. All under ``/api/staff/studio/trials``; nothing of such a talk is kept but
the calls that it asked for, for a day.
"""

from __future__ import annotations

from typing import Literal, Union

import msgspec

from contracts.answers import AnswerRecord
from contracts.effects import HandoverReason, ServiceRequest
from contracts.events import LanguageReason
from contracts.languages import Language
from contracts.parts import Part
from contracts.rehearsal import CallOutcome, RehearsedCallState, Sight
from contracts.studio import TrialView


class TrialWanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of ``POST trials``: drafts that somebody wants to talk to."""

    paths: list[str] = []
    """Relative to the bot's folder; empty for all drafts."""


class DraftTrial(TrialView, frozen=True, kw_only=True):
    """A trial and what can be done with it."""

    paths: list[str]
    """Files that differ from what is live."""
    review: str | None
    """Review that it belongs to; None where somebody tries drafts of their own choice."""
    mine: bool
    """Whether whoever asks began it."""
    ready: bool
    """Whether the bot can be talked to: its model is there, however the comparison is going."""


class TextSaid(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="text"):
    """Something was written, as a citizen would."""

    text: str


class ButtonPressed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="press"):
    """A button of the bot was pressed."""

    title: str
    intent: str
    entities: dict[str, str] = {}


class FileGiven(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="file"):
    """A document was handed in, an invented one: only its name is there."""

    name: str


class LoginDone(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="login"):
    """An invented person has logged in."""

    claims: dict[str, str] = {}
    """Of that person; empty for the one whom the gateway knows."""


Supposed = Literal["succeeded", "rejected", "failed"]
"""How a call that nobody answered is supposed to have ended."""


class CallEnded(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="call"):
    """The bot is to hear what came of a call."""

    call: str
    service: str
    field: str | None = None
    """Field whose choices were looked up."""
    supposed: Supposed | None = None
    """Only where no administration was asked."""


Given = Union[TextSaid, ButtonPressed, FileGiven, LoginDone, CallEnded]
"""What somebody who tries a draft does."""


class Attempt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of ``POST trials/{id}/turns``. The same turn of the same conversation twice gives the same reply."""

    conversation: str
    """32 hexadecimal digits, made by the page."""
    turn: str
    """32 hexadecimal digits, made by the page."""
    language: Language
    reason: LanguageReason = "page"
    """Why the conversation is in that language: decides how easily another one takes its place."""
    identity: dict[str, str] | None = None
    """Claims of the invented person who is logged in, by name; None where nobody is."""
    input: Given


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What the gateway saw in a text before the bot got it."""

    text: str
    """Cleaned, as the bot got it."""
    language: Language
    """The likeliest of the four."""
    confidence: float
    words: int
    """Words that can tell; none in names, numbers, yes and no."""
    greeting: bool
    """Whether it is nothing but a greeting that only one language has."""
    other_language: str | None
    """Code of a language other than the four; then the bot says which it speaks."""


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """How the draft's content was searched for an answer."""

    question: str
    record: AnswerRecord | None
    """None where the answer server could not be reached: the bot then says that it did not understand."""


class WantedCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call of an administration that the bot asked for."""

    id: str
    request: ServiceRequest
    """With the values of the login put in."""


class Handover(msgspec.Struct, frozen=True, kw_only=True):
    """The bot asked for a person; nobody is called."""

    reason: HandoverReason
    service: str | None
    fields: dict[str, str]
    queue: str
    """Id of the queue that would take it, by the draft's plan of the desk."""
    queue_name: dict[Language, str]


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an attempt."""

    parts: list[Part]
    """What the bot says, in order; also what it says to what the platform did meanwhile."""
    language: Language
    """In which the conversation goes on."""
    reason: LanguageReason
    identity: dict[str, str] | None
    """Claims of the invented person who is now logged in."""
    heard: Heard | None
    """None where nothing was written."""
    sight: Sight | None
    search: Search | None
    calls: list[WantedCall]
    login: str | None
    """Service whose form waits for a login."""
    handover: Handover | None
    milliseconds: float


class CallView(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of ``GET trials/{id}/calls/{call}``, at the latest after ten seconds."""

    id: str
    state: RehearsedCallState
    outcome: CallOutcome | None
