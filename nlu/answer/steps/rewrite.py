"""Third step: a question that leans on what was said before gets it put before it."""

from __future__ import annotations

from nlu.answer.steps.guard import neutralise
from nlu.answer.work import Status, Step, Work
from nlu.text.clean import clean
from nlu.text.personal_data import mask

ALONE, JOINED = "alone", "joined"

SURER = 1.5
"""By which factor the joined question must be surer than the question alone."""
LONGEST_BEFORE = 300
"""Characters of an earlier message that are taken."""


async def rewrite(work: Work) -> Status:
    """Choose, of the question alone and with each earlier message before it, the one that finds an answer.

    A question that finds one alone stands alone: what was said before may be about something else.
    """
    alone = await work.search(work.question)
    if alone.standing == "answered":
        return ALONE
    for earlier in reversed(work.query.earlier):
        before = mask(clean(neutralise(clean(earlier))))[:LONGEST_BEFORE]
        joined = f"{before} {work.question}".strip()
        found = await work.search(joined)
        if found.standing == "answered" and found.confidence >= SURER * alone.confidence:
            work.question = joined
            return JOINED
    return ALONE


STEP = Step("rewrite", frozenset({ALONE, JOINED}), rewrite)
