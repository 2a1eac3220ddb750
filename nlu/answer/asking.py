"""Asks a language model for a text, has it checked, asks once more after a fault: for all that helps the staff."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from ruamel.yaml import YAML

from contracts.languages import Language
from nlu.answer.chat.model import ChatMessage, ChatModel
from nlu.answer.steps.guard import neutralise
from nlu.text.clean import clean
from nlu.text.language import detect

ATTEMPTS = 2
SURE_OF_LANGUAGE, WORDS_FOR_LANGUAGE = 0.8, 4

FaultKind = Literal["empty", "long", "language", "signs", "tokens", "quantity", "known", "personal"]


@dataclass(frozen=True)
class Fault:
    """Why what a model wrote cannot be used."""

    kind: FaultKind
    what: tuple[str, ...] = ()
    """The values that are lost or invented."""


class NotUsableError(Exception):
    """The model wrote nothing that can be used, twice."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        """``faults``: of the last attempt."""
        super().__init__(", ".join(fault.kind for fault in faults))
        self.faults = faults

    @property
    def changed(self) -> list[str]:
        """Return what was lost or invented."""
        return list(dict.fromkeys(value for fault in self.faults for value in fault.what))


Made = TypeVar("Made")


@dataclass(frozen=True)
class Checked(Generic[Made]):
    """What was made of a model's text, and what is wrong with it."""

    made: Made
    faults: tuple[Fault, ...] = ()


async def ask_checked(
    model: ChatModel, prompt: list[ChatMessage], language: Language, check: Callable[[str], Checked[Made]]
) -> Made:
    """Return what ``check`` makes of the model's text; after a fault, the model is told and asked once more.

    Raises:
        ChatError: the model gave no whole text.
        NotUsableError: the second text is faulty, too.
    """
    asked = prompt
    for attempt in range(1, ATTEMPTS + 1):
        written = clean((await model.complete(asked)).text)
        checked = check(written)
        if not checked.faults:
            return checked.made
        if attempt == ATTEMPTS:
            raise NotUsableError(checked.faults)
        asked = [
            *prompt,
            ChatMessage("assistant", neutralise(written)),
            ChatMessage("user", _name_faults(checked.faults, language)),
        ]
    raise AssertionError("the last attempt returns or raises")


def write_prompt(rules: str, frame: str, text: str, language: Language, **fill: str) -> list[ChatMessage]:
    """Write rules and a text in its frame, both by their keys in ``assist.yaml``; ``fill`` goes into the rules."""
    words = read_words()
    edge = secrets.token_hex(4)
    told = words[rules][language]
    for name, value in {"edge": edge, **fill}.items():
        told = told.replace(f"{{{name}}}", value)
    framed = words[frame].replace("{edge}", edge).replace("{text}", text)
    return [ChatMessage("system", told), ChatMessage("user", framed)]


def check_language(text: str, language: Language) -> list[Fault]:
    """Find fault with a text that is surely in another language."""
    evidence = detect(text)
    sure = evidence.confidence >= SURE_OF_LANGUAGE and evidence.words >= WORDS_FOR_LANGUAGE
    return [Fault("language")] if sure and evidence.language != language else []


@cache
def read_words() -> Any:  # noqa: ANN401 - the shape stands in the file
    """Read ``assist.yaml``; the same object each time."""
    return YAML(typ="safe", pure=True).load((Path(__file__).parent / "assist.yaml").read_text(encoding="utf-8"))


def _name_faults(faults: tuple[Fault, ...], language: Language) -> str:
    words = read_words()
    named = [words["faults"][it.kind][language].replace("{what}", neutralise(", ".join(it.what))) for it in faults]
    told: str = words["again"][language].replace("{faults}", "; ".join(named))
    return told
