"""Writes what a language model is asked: rules, numbered sources with an edge that nobody can guess, the question."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from contracts.languages import Language
from nlu.answer.chat.model import ChatMessage
from nlu.answer.steps.guard import neutralise
from nlu.answer.tokens import Hidden
from nlu.answer.work import Chosen

NOT_FOUND = "NOT_FOUND"
"""What a model writes where the sources do not answer."""


def write_prompt(question: str, language: Language, chosen: Sequence[Chosen], hidden: Hidden) -> list[ChatMessage]:
    """Ask for an answer in a language; links of the sources are hidden."""
    edge = secrets.token_hex(4)
    words = read_prompts()
    sources = "\n\n".join(
        f"[{number}] <source>\n{hidden.hide(show_source(it))}\n</source {edge}>"
        for number, it in enumerate(chosen, start=1)
    )
    asked = words["question"][language].replace("{sources}", sources).replace("{question}", question)
    return [
        ChatMessage("system", words["system"][language].replace("{edge}", edge)),
        ChatMessage("user", asked),
    ]


def ask_again(
    prompt: Sequence[ChatMessage], answer: str, faults: Sequence[str], language: Language
) -> list[ChatMessage]:
    """Say what is wrong with an answer and ask for another."""
    words = read_prompts()
    named = ", ".join(words["faults"][fault][language] for fault in faults)
    return [
        *prompt,
        ChatMessage("assistant", neutralise(answer)),
        ChatMessage("user", words["again"][language].replace("{faults}", named)),
    ]


def show_source(chosen: Chosen) -> str:
    """Give a passage as a model reads it, without anything that its template would read as a command."""
    passage = chosen.passage
    heading = f"{chosen.page.title}: {passage.heading}" if passage.heading else chosen.page.title
    told = "\n".join(f"- {item}" for item in passage.sentences) if passage.listed else passage.text
    return neutralise(f"{heading}\n{told}")


@cache
def read_prompts() -> Any:  # noqa: ANN401 - the shape stands in the file
    """Read ``prompts.yaml``; the same object each time."""
    return YAML(typ="safe", pure=True).load((Path(__file__).parent / "prompts.yaml").read_text(encoding="utf-8"))
