"""Compares what the bot said with what a test conversation expects: by what it is, never by words of the test's own.

What parts must be is written in the words of the catalogue and of the domain, which may change without the tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from bot.actions.answers import answer
from bot.actions.voice import Voice
from contracts.catalogue.conversations import CHECKS, Expectation, Text, Turn
from contracts.catalogue.model import Catalogue, Field, Form
from contracts.languages import LANGUAGES, Language
from contracts.names import split_intent
from contracts.parts import Part
from contracts.turns import TurnReply

_SHOWN = 160


class UnexpectedError(Exception):
    """The bot said or did something else; the message says what was expected and what came."""


@dataclass(frozen=True)
class Expectations:
    """What parts must be in one language, while the conversation is about one service."""

    catalogue: Catalogue
    responses: Mapping[str, Any]
    """Of the domain, by name; one variation per language."""
    service: str | None
    language: Language

    def check_turn(self, reply: TurnReply, turn: Turn) -> None:
        """Compare a reply with what a turn expects; raises ``UnexpectedError``."""
        self._check_parts(reply.parts, turn)
        if turn.asks_content is None:
            if reply.effects != turn.effects:
                raise UnexpectedError(f"expected the effects {_json(turn.effects)}; came {_json(reply.effects)}")
        else:
            effects = msgspec.to_builtins(reply.effects)
            wanted = {"type": "knowledge_query", **turn.asks_content}
            if len(effects) != 1 or not wanted.items() <= effects[0].items():
                raise UnexpectedError(f"expected one effect with {_json(wanted)}; came {_json(effects)}")
        if turn.buttons is not None:
            came = [button.intent for button in reply.parts[-1].buttons] if reply.parts else []
            if came != turn.buttons:
                raise UnexpectedError(f"expected the buttons {_listed(turn.buttons)}; came {_listed(came)}")

    def _check_parts(self, parts: list[Part], turn: Turn) -> None:
        if len(parts) != len(turn.expect):
            wanted = _listed([_name(expected) for expected in turn.expect])
            raise UnexpectedError(f"expected {wanted}; came {_listed([_quoted(part.text) for part in parts])}")
        for part, expected in zip(parts, turn.expect, strict=True):
            self._check_part(part, expected)

    def _check_part(self, part: Part, expected: Expectation) -> None:
        try:
            self._compare(part, expected)
        except UnexpectedError as error:
            raise UnexpectedError(f"expected {_name(expected)}; {error}") from None

    def _compare(self, part: Part, expected: Expectation) -> None:
        """Compare one part; exactly one kind of check stands in an entry."""
        if expected.response is not None:
            self._same(part.text, self._filled(self._response(expected.response), expected))
        elif expected.answer is not None:
            self._check_answer(part, expected.answer)
        elif expected.text is not None:
            self._same(part.text, expected.text)
            self._same((part.origin, part.code), (expected.origin, expected.code))
        elif expected.told is not None:
            self._check_told(part, expected, expected.told)
        elif expected.wording is not None:
            self._same(part.text, self._after(expected, self._filled(self._wording(expected.wording), expected)))
            self._same(part.login, self.service if expected.login else None)
        elif expected.asks is not None:
            field = self._field(expected.asks)
            self._same(part.text, self._after(expected, field.question[self.language]))
            self._check_field(part, field, faulty=False)
        elif expected.problem is not None:
            field = self._field(str(expected.field))
            self._same(part.text, f"{self._wording(f'problem_{expected.problem}')}\n\n{field.question[self.language]}")
            self._check_field(part, field, faulty=True)
        else:
            self._check_summary(part, expected)

    def _check_answer(self, part: Part, intent: str) -> None:
        asked = split_intent(intent)
        service = self.catalogue.services.get(asked[0]) if asked is not None else None
        if asked is None or service is None or asked[1] not in service.intents:
            raise UnexpectedError("no service answers that")
        wanted = answer(Voice(self.catalogue, self.language), service, asked[1])
        self._same(part.text, wanted.text)
        self._same(part, wanted)

    def _check_told(self, part: Part, expected: Expectation, told: str) -> None:
        texts = getattr(self._form(expected.service or self.service).said, told)
        if texts is None:
            raise UnexpectedError(f"the service does not say {told}")
        document = [self._wording("document_here")] if expected.document else []
        text = self._filled(texts[self.language].strip(), expected)
        self._same(part.text, "\n\n".join([text, *document]))

    def _check_field(self, part: Part, field: Field, *, faulty: bool) -> None:
        if part.field is None:
            raise UnexpectedError("came a text that asks for no field")
        came = (part.field.service, part.field.name, part.field.problem)
        self._same(came, (self.service, field.name, faulty))

    def _check_summary(self, part: Part, expected: Expectation) -> None:
        self._same(part.text, self._after(expected, self._wording("confirm_summary")))
        shown = {row.field: row.value for row in part.summary}
        wanted = {name: one(value, self.language) for name, value in (expected.summary or {}).items()}
        self._same(shown, wanted)
        self._same([row.label for row in part.summary], [self._field(name).label[self.language] for name in shown])

    def _same(self, came: object, wanted: object) -> None:
        if came != wanted:
            raise UnexpectedError(f"that is {_quoted(wanted)}; came {_quoted(came)}")

    def _after(self, expected: Expectation, text: str) -> str:
        return text if expected.after is None else f"{self._wording(expected.after)}\n\n{text}"

    def _filled(self, text: str, expected: Expectation) -> str:
        for name, value in expected.values.items():
            text = text.replace(f"{{{name}}}", one(value, self.language))
        return text

    def _response(self, name: str) -> str:
        if name not in self.responses:
            raise UnexpectedError("the bot has no such response")
        return str(self.responses[name][LANGUAGES.index(self.language)]["text"])

    def _wording(self, key: str) -> str:
        if key not in self.catalogue.wording:
            raise UnexpectedError(f"conversation.yaml has no wording {key}")
        return self.catalogue.wording[key][self.language]

    def _form(self, service: str | None) -> Form:
        found = self.catalogue.services.get(service or "")
        if found is None or found.form is None:
            raise UnexpectedError(f"the service {service} has no form")
        return found.form

    def _field(self, name: str) -> Field:
        field = next((field for field in self._form(self.service).fields if field.name == name), None)
        if field is None:
            raise UnexpectedError(f"the form of {self.service} has no field {name}")
        return field


def one(text: Text, language: Language) -> str:
    """Give the text of a language where there is one per language."""
    return text if isinstance(text, str) else text[language]


def _name(expected: Expectation) -> str:
    """Name an expectation as it is written."""
    kind = next(name for name in CHECKS if getattr(expected, name) is not None)
    value = getattr(expected, kind)
    return f"{kind}: {value}" if isinstance(value, str) else kind


def _quoted(value: object) -> str:
    text = value if isinstance(value, str) else _json(value)
    text = " ".join(text.split())
    return f'"{text}"' if len(text) <= _SHOWN else f'"{text[:_SHOWN]}…"'


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "nothing"


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
