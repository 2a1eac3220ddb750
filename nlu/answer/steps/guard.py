"""First step: makes the question harmless. Cleaned, cut, personal data masked, control tokens of models taken out."""

from __future__ import annotations

import re

from contracts.answers import Answer
from nlu.answer.work import Status, Step, Work
from nlu.text.clean import clean
from nlu.text.personal_data import mask

LONGEST = 1000
"""Characters of a question that are read; its beginning says what it is about."""

CLEAN, MASKED, EMPTY = "clean", "masked", "empty"

_CONTROL = re.compile(
    r"<\|[^<>|]{0,40}\|>"  # <|im_start|>, <|eot_id|>
    r"|</?s>|<(?:bos|eos|pad|unk|mask|start_of_turn|end_of_turn)>"
    r"|\[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_RESULTS|TOOL_CALLS|TOOL_CONTENT|ARGS|CALL_ID|THINK|IMG|PREFIX"
    r"|MIDDLE|SUFFIX)\]"
    r"|<<\/?SYS>>"
    r"|\[\[[A-Z]\d+\]\]",  # our own tokens for links
    re.IGNORECASE,
)
"""What a chat template reads as a command, in the spellings of the usual models, and the tokens we use ourselves."""


def neutralise(text: str) -> str:
    """Take out what a language model's template would read as a command; again until none is left."""
    while (harmless := _CONTROL.sub(" ", text)) != text:
        text = harmless
    return text


async def guard(work: Work) -> Status:
    """Leave a question that can be searched for, shown to a model and stored."""
    read = clean(neutralise(clean(work.question))[:LONGEST])
    work.question = mask(read)
    if not any(character.isalnum() for character in read):
        work.answer = Answer(standing="unknown")
        return EMPTY
    return CLEAN if work.question == read else MASKED


STEP = Step("guard", frozenset({CLEAN, MASKED, EMPTY}), guard)
