"""Everything that can happen to a conversation. Texts are cleaned and ids resolved before the core sees them."""

from __future__ import annotations

from dataclasses import dataclass

from channels.core.state import Agent
from contracts.answers import Answered
from contracts.jobs import JobResult, JobState
from contracts.languages import Language
from contracts.parts import Button
from contracts.turns import TurnReply
from nlu.text.language_choice import LanguageEvidence


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """The citizen opened the chat."""


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


@dataclass(frozen=True, kw_only=True, slots=True)
class TurnFailed:
    """The bot did not answer a turn, however often it was asked."""

    turn: str
    final: bool
    """True when asking again later is no use."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionAnswered:
    """The answer server answered a question, or could not be reached."""

    turn: str
    answered: Answered | None
    """None where it could not be reached, however often it was asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class JobMoved:
    """A job of this conversation may have moved."""

    job: str
    service: str
    state: JobState
    reported: JobState
    """The state that the log knows."""
    result: JobResult | None


@dataclass(frozen=True, kw_only=True, slots=True)
class TicketClaimed:
    """An agent wants to take a ticket of this conversation."""

    ticket: str
    agent: Agent


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentSaid:
    """An agent wrote ``text`` (cleaned) to the citizen."""

    message_id: str
    agent: Agent
    text: str
    evidence: LanguageEvidence


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentNoted:
    """An agent wrote ``text`` (cleaned) for colleagues."""

    agent: Agent
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenBack:
    """An agent wants the bot to go on."""

    agent: Agent


@dataclass(frozen=True, kw_only=True, slots=True)
class Closed:
    """An agent wants to end the matter."""

    agent: Agent


Input = (
    Opened
    | CitizenSaid
    | CitizenPressed
    | PersonAsked
    | LanguageChosen
    | QueueLeft
    | Rated
    | TurnWanted
    | TurnAnswered
    | TurnFailed
    | QuestionAnswered
    | JobMoved
    | TicketClaimed
    | AgentSaid
    | AgentNoted
    | GivenBack
    | Closed
)
