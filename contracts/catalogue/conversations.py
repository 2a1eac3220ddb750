"""Reads test conversations: what is written or pressed, turn by turn, and what the bot must answer, by what it is.

How they are written stands in ``contracts/catalogue/tests.schema.json``; the bot's room ``rehearsal`` holds them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Union

import msgspec

from contracts import names
from contracts.catalogue.nodes import Bare, Node, Source
from contracts.catalogue.problems import Problem, quoted
from contracts.effects import Effect
from contracts.languages import LANGUAGES, Language

Text = Union[str, dict[Language, str]]
"""One text for all languages, or one in each."""

CHECKS = ("response", "told", "answer", "asks", "problem", "wording", "summary", "text")
"""What a part of a reply can be; exactly one stands in an expectation."""

GIVEN = ("say", "press", "file", "system")
"""What a turn can begin with; exactly one stands in it."""


class Expectation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one part of a reply must be; the keys are explained in the schema."""

    response: Union[str, None] = None
    told: Union[str, None] = None
    answer: Union[str, None] = None
    asks: Union[str, None] = None
    problem: Union[str, None] = None
    wording: Union[str, None] = None
    summary: Union[dict[str, Text], None] = None
    text: Union[str, None] = None
    values: dict[str, Text] = {}
    service: Union[str, None] = None
    field: Union[str, None] = None
    after: Union[str, None] = None
    origin: Union[str, None] = None
    code: Union[str, None] = None
    document: bool = False
    login: bool = False


class Turn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the citizen or the hub does, and what the bot must answer."""

    say: Union[Text, None] = None
    other_language: Union[str, None] = None
    press: Union[str, dict[str, str], None] = None
    file: Union[str, None] = None
    system: Union[dict[str, Any], None] = None
    service: Union[str, None] = None
    """What the conversation is about from here on."""
    expect: list[Expectation] = []
    asks_content: Union[dict[str, Any], None] = None
    effects: list[Effect] = []
    buttons: Union[list[str], None] = None


@dataclass(frozen=True)
class Conversation:
    """A test conversation, which is held in every language."""

    name: str
    service: str | None
    turns: Sequence[Turn]
    path: str
    line: int
    lines: Sequence[int]
    """Of each turn."""

    @property
    def services(self) -> frozenset[str]:
        """The services that it names."""
        named = [self.service, *(turn.service for turn in self.turns)]
        return frozenset(service for service in named if service is not None)


@dataclass(frozen=True)
class Known:
    """What tests may name: the catalogue's intents, its services with the fields of their forms, the bot's wording."""

    intents: frozenset[str]
    services: Mapping[str, frozenset[str] | None]
    """Fields by service; None where the service cannot be read."""
    wording: frozenset[str] | None
    """None where it cannot be read."""


def read_conversations(source: Source) -> tuple[list[Conversation], list[Problem]]:
    """Read the conversations of a file whose shape is right; give what cannot be read as well."""
    conversations: list[Conversation] = []
    problems: list[Problem] = []
    listed = source.root.at("conversations") if source.root is not None else None
    for node in listed.children.values() if listed is not None else ():
        turns: list[Turn] = []
        lines: list[int] = []
        for one in (node.at("turns") or node).children.values():
            found = _read_turn(one)
            if isinstance(found, str):
                problems.append(source.problem(one.line, "turn-wrong", found))
            else:
                turns.append(found)
                lines.append(one.line)
        data = as_data(node)
        path = source.path.as_posix()
        conversations.append(Conversation(data["name"], data.get("service"), turns, path, node.line, lines))
    return conversations, problems


def check_conversations(conversations: Iterable[Conversation], known: Known) -> Iterator[Problem]:
    """Report services, intents, fields and wording that are not there."""
    for conversation in conversations:
        service = conversation.service
        if service is not None and service not in known.services:
            yield _problem(conversation, conversation.line, "service-unknown", _no_service(service))
        for turn, line in zip(conversation.turns, conversation.lines, strict=True):
            if turn.service is not None:
                service = turn.service
                if service not in known.services:
                    yield _problem(conversation, line, "service-unknown", _no_service(service))
            for code, message in _check_turn(turn, service, known):
                yield _problem(conversation, line, code, message)


def as_data(node: Node) -> Any:  # noqa: ANN401 - whatever the file holds
    """Give what a file holds as texts, numbers, truths, lists and maps; None where nothing stands."""
    return _plain(node.value)


def _plain(value: object) -> Any:  # noqa: ANN401 - as `as_data`
    if isinstance(value, Bare):
        if value.kind == "nothing":
            return None
        if value.kind == "truth":
            return value.text.lower() == "true"
        return int(value.text) if value.text.isdecimal() else value.text
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _read_turn(node: Node) -> Turn | str:
    """Give a turn, or what is wrong with it."""
    try:
        turn = msgspec.convert(as_data(node), Turn)
    except msgspec.ValidationError as error:
        return f"the turn cannot be read: {error}"
    given = [name for name in GIVEN if getattr(turn, name) is not None]
    if len(given) != 1:
        return f"a turn has exactly one of {', '.join(GIVEN)}: found {', '.join(given) or 'none'}"
    if turn.system is not None and turn.system.get("intent") not in names.SYSTEM_INTENTS:
        return f"system: write an intent, one of {', '.join(names.SYSTEM_INTENTS)}"
    if isinstance(turn.press, dict) and "intent" not in turn.press:
        return "press: write the intent of the button: press: {intent: inform, value: school}"
    texts = [turn.say, *(text for it in turn.expect for text in (*it.values.values(), *(it.summary or {}).values()))]
    for text in texts:
        missing = [language for language in LANGUAGES if language not in text] if isinstance(text, dict) else []
        if missing:
            return f"a text is missing in {', '.join(missing)}: write it in each language, or one text for all of them"
    for expected in turn.expect:
        checks = [name for name in CHECKS if getattr(expected, name) is not None]
        if len(checks) != 1:
            return f"an expectation has exactly one of {', '.join(CHECKS)}: found {', '.join(checks) or 'none'}"
        if expected.problem is not None and expected.field is None:
            return "beside problem stands the field that is asked for again: add field"
        if expected.told is not None and expected.told not in {"success", "ready", "undone"}:
            return f"told: {quoted(expected.told)} is not known: write success, ready or undone"
    return turn


def _check_turn(turn: Turn, service: str | None, known: Known) -> Iterator[tuple[str, str]]:
    """Give code and message of each name in a turn that is not there."""
    fields = known.services.get(service or "", None)
    for expected in turn.expect:
        if expected.answer is not None and expected.answer not in known.intents:
            yield "intent-unknown", f"no service answers {quoted(expected.answer)}: correct the name"
        for field in (expected.asks, expected.field, *(expected.summary or ())):
            if field is not None and service is None:
                yield "service-missing", f"the field {quoted(field)} is of no service: name it beside the conversation"
            elif field is not None and service in known.services and fields is not None and field not in fields:
                yield "field-unknown", f"the form of {service} has no field {quoted(field)}: correct the name"
        for key in (expected.wording, expected.after):
            if key is not None and known.wording is not None and key not in known.wording:
                yield "wording-unknown", f"conversation.yaml has no wording {quoted(key)}: correct the name"
        if expected.told is not None and expected.service is None and service is None:
            yield "service-missing", "told is of no service: name it beside the conversation"


def _no_service(service: str) -> str:
    return f"there is no service {quoted(service)}: correct the name, or delete its tests with it"


def _problem(conversation: Conversation, line: int, code: str, message: str) -> Problem:
    return Problem(path=conversation.path, line=line, code=code, message=message)
