"""Reads from log and outbox of a conversation what became of each question to the bot, and which answers were judged.

The log says what was asked back, offered and pressed; the outbox says whether the bot knew an intent (nothing follows
the text), and otherwise what the search in the content came to (``KnowledgeQuery``, then the system turn with the
``Answer``). No sentence is compared with any other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from channels.store.questions import Course, LoggedEvent
from channels.studio.inbox.course_index import CourseIndex
from contracts.languages import LANGUAGES, Language
from contracts.names import FALLBACK_INTENT, INTENT_HUMAN

Outcome = Literal["understood", "answered", "asked", "offered", "unknown", "out_of_scope"]
"""By an intent; from the content; asked back; pages offered; not understood; none of the bot's matters."""

QUIET = timedelta(minutes=30)
"""Whoever said nothing for so long leaves a question back, or an offer, unanswered."""
OTHER_LANGUAGE = "other_language"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question to the bot."""

    conversation: str
    at: datetime
    language: Language
    """In which it was written."""
    text: str
    """As it was written, not masked."""
    outcome: Outcome
    left: bool = False
    """Whether nothing was taken of what the bot offered or asked back."""
    guesses: tuple[tuple[str, float], ...] = ()
    """Intents that the NLU held possible, best first, with their confidence; 1 for those that it asked about."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """An answer of the bot that a citizen judged; the last judgement counts."""

    conversation: str
    at: datetime
    """Of the answer."""
    language: Language
    helpful: bool
    title: str
    link: str
    """Of the first page that it cites; empty where it cites none."""
    question: str
    """What the citizen wrote or pressed before it, not masked; empty where that was the value of a field."""


def read_questions(course: Course, now: datetime) -> list[Asked]:
    """Return the questions to the bot whose outcome is known, in their order.

    Left out: what was written to a person, what a form or a login waited for, what is in none of the four languages,
    what the bot or the answer server did not get to.
    """
    index = CourseIndex(course)
    asked, pressed = _list_questions(course, index), _list_presses(course)
    ended = course.events[-1].at <= now - QUIET if course.events else True
    found = []
    for number, question in enumerate(asked):
        following = asked[number + 1].seq if number + 1 < len(asked) else None
        judged = _judge(question, index, following, pressed, ended=ended)
        if judged is not None:
            found.append(judged)
    return found


def read_judgements(course: Course) -> list[Judged]:
    """Return the judged answers of the bot, in the order of the answers."""
    last = {one.data["seq"]: bool(one.data["helpful"]) for one in course.events if one.data["kind"] == "feedback"}
    found: list[Judged] = []
    # What was asked before the end that is here nobody knows: it may have been the value of a field.
    question, waits = "", not course.from_its_beginning
    for one in course.events:
        data = one.data
        if data["kind"] != "message":
            continue
        if data["author"] == "citizen":
            question = "" if waits or data.get("document") else data["text"]
            continue
        if data["author"] == "bot" and one.seq in last and data["language"] in LANGUAGES:
            cited = (data.get("citations") or [{"title": "", "link": ""}])[0]
            found.append(
                Judged(
                    conversation=course.conversation,
                    at=one.at,
                    language=data["language"],
                    helpful=last[one.seq],
                    title=cited["title"],
                    link=cited["link"],
                    question=question,
                )
            )
        waits = _waits(data)
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class _Question:
    """A text to the bot with its place in the log, and what its search came to."""

    asked: Asked
    seq: int
    searched: bool = False
    standing: str | None = None
    """None where nobody searched, or the search came to no end."""
    code: str | None = None


def _list_questions(course: Course, index: CourseIndex) -> list[_Question]:
    """Return the texts that the bot read and that no field waited for."""
    found: list[_Question] = []
    waits = not course.from_its_beginning
    for one in course.events:
        data = one.data
        if data["kind"] != "message":
            continue
        if data["author"] != "citizen":
            waits = _waits(data)
            continue
        number = index.turn_of(one.at)
        if waits or number is None or data.get("pressed") or data.get("document"):
            continue
        turn = course.turns[number]
        readable = any(letter.isalpha() for letter in data["text"])
        foreign = turn.input.get("other_language") is not None or data["language"] not in LANGUAGES
        if turn.state == "done" and readable and not foreign:
            found.append(_follow(_begin(course.conversation, one), course, index, number))
    return found


def _begin(conversation: str, one: LoggedEvent) -> _Question:
    text, language = one.data["text"], one.data["language"]
    asked = Asked(conversation=conversation, at=one.at, language=language, text=text, outcome="understood")
    return _Question(asked=asked, seq=one.seq)


def _follow(question: _Question, course: Course, index: CourseIndex, number: int) -> _Question:
    """Find the search that the bot asked for, and what it came to; ``number``: of the question's turn."""
    search = index.search_after(number, question.asked.text)
    if search is None:
        return question
    query = course.turns[search].input
    guesses = tuple((guess["intent"], guess["confidence"]) for guess in query.get("guesses", ()))
    outcome: Outcome = "out_of_scope" if query.get("beside") else "unknown"
    searched = replace(question, asked=replace(question.asked, guesses=guesses, outcome=outcome), searched=True)
    answer = index.answer_after(search)
    if answer is None or (answer["standing"] == "routed" and answer.get("intent") == OTHER_LANGUAGE):
        return searched
    # Without a code nobody searched: the answer server was away.
    code = answer.get("code")
    return replace(searched, standing=answer["standing"] if code else None, code=code)


def _judge(
    question: _Question, index: CourseIndex, following: int | None, pressed: dict[int, set[str]], *, ended: bool
) -> Asked | None:
    """Return the question with its outcome; None where that is not known."""
    over = ended or following is not None
    if not question.searched:
        replies = index.replies_between(question.seq, following)
        back = next((one for one in replies if FALLBACK_INTENT in _intents(one)), None)
        if back is None:
            return question.asked
        offered = tuple((intent, 1.0) for intent in _intents(back) if intent != FALLBACK_INTENT)
        left = over and not pressed.get(back.seq, set()) - {FALLBACK_INTENT}
        return replace(question.asked, outcome="asked", guesses=offered, left=left)
    match question.standing:
        case "answered":
            return replace(question.asked, outcome="answered")
        case "routed":
            return replace(question.asked, outcome="understood")
        case "related":
            offer = index.said_with(question.code) if question.code is not None else None
            taken = pressed.get(offer.seq, set()) - {INTENT_HUMAN} if offer is not None else set()
            return replace(question.asked, outcome="offered", left=over and not taken)
        case "unknown":
            return replace(question.asked, left=True)
        case _:
            return None


def _list_presses(course: Course) -> dict[int, set[str]]:
    """Return the intents of the buttons that were pressed, by the event that holds them."""
    buttons = {one.seq: _intents(one) for one in course.events}
    found: dict[int, set[str]] = {}
    for one in course.events:
        press: dict[str, Any] | None = one.data.get("pressed")
        if press is not None and press["button"] < len(buttons.get(press["seq"], [])):
            found.setdefault(press["seq"], set()).add(buttons[press["seq"]][press["button"]])
    return found


def _intents(one: LoggedEvent) -> list[str]:
    return [button["intent"] for button in one.data.get("buttons") or ()]


def _waits(data: dict[str, Any]) -> bool:
    """Tell whether a message asks for a value, a confirmation or a login: what follows is no question."""
    return bool(data.get("field") or data.get("summary") or data.get("login"))
