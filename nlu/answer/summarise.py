"""Sums a conversation up for the agent who takes it over; shown only where the conversation bears it out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contracts.languages import Language
from contracts.translations import Summary, SummaryRequest
from nlu.answer.asking import Checked, Fault, ask_checked, check_language, write_prompt
from nlu.answer.chat.model import ChatModel
from nlu.answer.checks.quantities import find_quantities, missing
from nlu.answer.steps.guard import neutralise
from nlu.text.clean import clean
from nlu.text.personal_data import mask

MOST_LINES = 5
LONGEST_LINE = 240
"""Characters of a line of a summary."""
LONGEST_MESSAGE = 600
LONGEST_TALK = 6000
"""Characters of a message, and of all together, that the model reads."""

_MARK = re.compile(r"^(?:[-*•–]|\d{1,2}[.)]) ?")


async def summarise(request: SummaryRequest, model: ChatModel) -> Summary:
    """Sum up a conversation in at most five lines, personal data masked.

    Raises:
        ChatError: the model gave no whole text.
        NotUsableError: what it wrote is not borne out by the messages, or no summary, twice.
    """
    talk = "\n".join(choose_messages(request.messages))

    def check(written: str) -> Checked[list[str]]:
        return _check(written, talk, request.language)

    prompt = write_prompt("summarise", "talk", talk, request.language)
    return Summary(lines=await ask_checked(model, prompt, request.language, check), model=model.name)


def choose_messages(messages: Sequence[str]) -> list[str]:
    """Give what a model reads of a conversation: its beginning, which says what it is about, and its end."""
    read = [_shorten(message) for message in messages]
    kept = read[:2]
    left = LONGEST_TALK - sum(map(len, kept))
    newest: list[str] = []
    for message in reversed(read[2:]):
        left -= len(message)
        if left < 0:
            break
        newest.insert(0, message)
    return [*kept, *newest]


def _shorten(message: str) -> str:
    line = " ".join(mask(clean(neutralise(message))).split())
    return line if len(line) <= LONGEST_MESSAGE else f"{line[: LONGEST_MESSAGE - 1].rstrip()}…"


def _check(written: str, talk: str, language: Language) -> Checked[list[str]]:
    lines = [line for part in written.splitlines() if (line := _MARK.sub("", part.strip()).strip())]
    if not lines:
        return Checked([], (Fault("empty"),))
    faults = check_language(" ".join(lines), language)
    if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        faults.append(Fault("long"))
    invented = missing(set().union(*map(find_quantities, lines)), find_quantities(talk))
    if invented:
        faults.append(Fault("quantity", tuple(f"{it.value} {it.unit}".strip() for it in invented)))
    return Checked(lines, tuple(faults))
