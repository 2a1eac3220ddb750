"""Everything that can happen to a conversation. Texts are cleaned and ids resolved before the core sees them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from channels.core.staff_inputs import StaffInput
from channels.core.state import Identity, JobStanding
from contracts.answers import Answered
from contracts.jobs import Document, JobState
from contracts.languages import Language
from contracts.parts import Button
from contracts.turns import TurnReply
from contracts.waiting import DayPart
from nlu.text.language_choice import LanguageEvidence


@dataclass(frozen=True, kw_only=True, slots=True)
class OffNotice:
    """What a citizen reads while the bot is switched off."""

    text: str
    """With its date, in the language of the turn or of the conversation."""
    language: Language
    person: Button
    """Asks for a person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """The citizen opened the chat."""

    off: OffNotice | None = None
    """What is said where the bot is switched off."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CitizenSaid:
    """The citizen wrote ``text`` (cleaned)."""

    message_id: str
    text: str
    evidence: LanguageEvidence
    other_language: str | None = None
    """Code of the language when the text is clearly in none of the four."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CitizenPressed:
    """The citizen pressed button ``index`` of event ``seq``."""

    message_id: str
    seq: int
    index: int
    button: Button | None
    """The button that stands there; None when there is none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FileAttached:
    """The citizen gave a file that was uploaded before."""

    message_id: str
    document: Document | None
    """None where the citizen of this conversation uploaded no such file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonAsked:
    """The citizen pressed "talk to a person"."""

    message_id: str
    owner_seq: int
    """Seq of the newest owner event, 0 when there is none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LanguageChosen:
    """The citizen chose a language in the menu."""

    language: Language


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueLeft:
    """The citizen no longer waits for a person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BotMeanwhileChosen:
    """The citizen keeps the place in the queue and goes on with the bot, or stops doing so."""

    on: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class CallbackAsked:
    """The citizen leaves the queue and asks to be called."""

    message_id: str
    phone: str | None
    """E.164; None where what the citizen wrote is no number."""
    when: DayPart
    about: str
    """Cleaned text; may be empty."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ConversationRated:
    """The citizen says how satisfied they were; 5 is best."""

    message_id: str
    score: Literal[1, 2, 3, 4, 5]
    ticket: str | None
    """The newest ticket that has ended; None where there is none, or no agent ever had it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rated:
    """The citizen judged the message ``seq``."""

    seq: int
    helpful: bool
    is_answer: bool
    """Whether a message of the bot or of an agent stands there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TurnWanted:
    """The runner is free to carry out a turn of this conversation."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TurnAnswered:
    """The bot answered a turn."""

    reply: TurnReply
    paused: dict[str, str] = field(default_factory=dict)
    """Services that are offline now, by id, with the notice in the turn's language."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TurnFailed:
    """The bot did not answer a turn, however often it was asked."""

    turn: str
    final: bool
    """True when asking again later is no use."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BotOff:
    """A turn came up while the bot is switched off: it is not asked."""

    turn: str
    notice: OffNotice
    wants_person: bool
    """Whether the turn is the button that asks for a person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionAnswered:
    """The answer server answered a question, or could not be reached."""

    turn: str
    answered: Answered | None
    """None where it could not be reached, however often it was asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class JobMoved:
    """A job of this conversation may have moved."""

    job: JobStanding
    parent: JobStanding | None = None
    """The job that this one takes back."""
    reported: JobState
    """The state that the log knows."""
    reported_delayed: bool = False
    """Whether the log has said that the job has to wait."""
    reported_ready: bool = False
    """Whether the log has said that what was asked for is ready."""


@dataclass(frozen=True, kw_only=True, slots=True)
class JobCancelWanted:
    """The citizen, or somebody of the staff, wants to call a job off."""

    message_id: str | None
    """None where it is the staff's wish."""
    job: JobStanding | None
    """None where the conversation has no such job."""


@dataclass(frozen=True, kw_only=True, slots=True)
class JobUndoWanted:
    """The citizen wants to take back what a job filed."""

    message_id: str
    job: JobStanding | None
    """None where the conversation has no such job."""


@dataclass(frozen=True, kw_only=True, slots=True)
class JobRetryWanted:
    """Somebody of the staff wants a job that failed to be tried anew."""

    job: JobStanding


@dataclass(frozen=True, kw_only=True, slots=True)
class LoggedIn:
    """The citizen has proved who they are."""

    identity: Identity
    token_hash: str
    """Hash of a fresh token: nobody but the one who logged in may go on with the conversation."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LoggedOut:
    """The citizen logged out, or their login has expired."""

    reason: Literal["logged_out", "expired"]
    was_logged_in: bool
    """Whether anything is known of the citizen, be it expired."""


Input = (
    Opened
    | CitizenSaid
    | CitizenPressed
    | FileAttached
    | PersonAsked
    | LanguageChosen
    | QueueLeft
    | BotMeanwhileChosen
    | CallbackAsked
    | ConversationRated
    | Rated
    | TurnWanted
    | TurnAnswered
    | TurnFailed
    | BotOff
    | QuestionAnswered
    | JobMoved
    | JobCancelWanted
    | JobUndoWanted
    | JobRetryWanted
    | LoggedIn
    | LoggedOut
    | StaffInput
)
