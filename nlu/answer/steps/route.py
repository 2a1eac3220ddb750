"""Second step: sends on what is no question for the content, to the bot's own answers."""

from __future__ import annotations

from contracts.answers import Answer
from contracts.effects import Guess
from contracts.names import ABUSE_INTENT, CRISIS_INTENTS
from nlu.answer.work import Status, Step, Work
from nlu.text.other_language import find_other_language

QUESTION, OTHER_LANGUAGE, TALK, CRISIS = "question", "other_language", "talk", "crisis"

SMALL_TALK = frozenset({"greet", "thanks", "goodbye", "bot_identity", "help", "abuse", "complaint", "account_data"})
"""Intents that have an answer of their own; none of them files, drops or calls anything."""
LIKELY = 0.1
"""Confidence from which the NLU's first guess is followed, if it is one of these."""
IN_DANGER = 0.04
"""The same for somebody in danger."""


async def route(work: Work) -> Status:
    """End the work where the bot has an answer of its own."""
    if find_other_language(work.question) is not None:
        work.answer = Answer(standing="routed", intent="other_language")
        return OTHER_LANGUAGE
    for guess in _telling(work.query.guesses):
        if guess.intent in CRISIS_INTENTS and guess.confidence >= IN_DANGER:
            work.answer = Answer(standing="routed", intent=guess.intent)
            return CRISIS
        if guess.intent in SMALL_TALK and guess.confidence >= LIKELY:
            work.answer = Answer(standing="routed", intent=guess.intent)
            return TALK
    return QUESTION


def _telling(guesses: list[Guess]) -> list[Guess]:
    """Give the first guess; where that is an insult, what sounds like danger goes before it."""
    first = guesses[:1]
    if [guess.intent for guess in first] != [ABUSE_INTENT]:
        return first
    return [*(guess for guess in guesses if guess.intent in CRISIS_INTENTS), *first]


STEP = Step("route", frozenset({QUESTION, OTHER_LANGUAGE, TALK, CRISIS}), route)
