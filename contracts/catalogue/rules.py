"""Checks what a JSON Schema cannot say: ids, forms, fields, dates, and examples that two intents claim."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import get_args

from contracts import names
from contracts.catalogue.nodes import Node, Source
from contracts.catalogue.problems import Problem, quoted
from contracts.languages import LANGUAGES
from contracts.parts import FieldType

_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
"""As in the schemas."""

_TOO_GENERAL = {"choice", "text", "date", "amount", "file"}
"""Types that say nothing of what is asked: a field of that name would share its value with other forms."""

_RESERVED_INTENTS = {
    names.FALLBACK_INTENT,
    names.INTENT_INFORM,
    names.INTENT_CHANGE_FIELD,
    *get_args(names.SystemIntent),
}


@dataclass(frozen=True)
class Example:
    """An example sentence with the intent it stands for."""

    intent: str
    language: str
    text: str
    source: Source
    line: int


def fold(text: str) -> str:
    """Reduce a sentence to what tells it from others: without case, accents, punctuation and double spaces."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter))
    return " ".join(kept.split()) or text.strip()


def check_service(source: Source, root: Node, today: date | None) -> list[Problem]:
    """Report what is wrong with one service beyond its shape; ``today`` None leaves out the future."""
    return [
        *_check_id(source, root),
        *_check_day(source, root, today),
        *_check_form(source, root),
        *_check_fields(source, root),
    ]


def check_small_talk(source: Source, root: Node) -> list[Problem]:
    """Report names of small talk that another intent has."""
    small_talk = root.at("small_talk")
    problems = []
    for name, node in small_talk.children.items() if small_talk else ():
        if name in _RESERVED_INTENTS or str(name).endswith(("_about", "_apply")) or str(name).startswith("system_"):
            message = f"small_talk > {name}: this name belongs to the bot itself: choose another one"
            problems.append(source.problem(node.line, "intent-reserved", message))
    return problems


def service_examples(source: Source, root: Node) -> Iterator[Example]:
    """Give the examples of a service with the names that their intents have for the bot."""
    service = source.path.stem
    for kind, name in (("about", names.about_intent(service)), ("apply", names.apply_intent(service))):
        yield from _examples(source, root.at("intents", kind, "examples"), name)


def small_talk_examples(source: Source, root: Node) -> Iterator[Example]:
    """Give the examples of small talk."""
    small_talk = root.at("small_talk")
    for name, node in small_talk.children.items() if small_talk else ():
        yield from _examples(source, node.at("examples"), str(name))


def check_conflicts(examples: Iterable[Example]) -> list[Problem]:
    """Report sentences that stand as examples of two intents: the bot could not tell which one is meant."""
    first: dict[str, Example] = {}
    problems = []
    for example in examples:
        other = first.setdefault(fold(example.text), example)
        if other.intent != example.intent:
            message = (
                f"{quoted(example.text)} is an example of {example.intent} and of {other.intent} "
                f"({other.source.path.as_posix()}:{other.line}): keep it in one of them"
            )
            problems.append(example.source.problem(example.line, "example-conflict", message))
    return problems


def _examples(source: Source, by_language: Node | None, intent: str) -> Iterator[Example]:
    for language in LANGUAGES:
        node = by_language.at(language) if by_language else None
        for text in node.texts() if node else ():
            yield Example(intent, language, text.value, source, text.line)


def _check_id(source: Source, root: Node) -> Iterator[Problem]:
    given = root.at("id")
    expected = source.path.stem
    if not _IDENTIFIER.fullmatch(expected):
        message = f"{quoted(source.path.name)} cannot be the name of a service's file"
        advice = "rename it with small letters, digits and single underscores, for example residence_certificate.yaml"
        yield source.problem(1, "file-name", f"{message}: {advice}")
    elif given is not None and isinstance(given.value, str) and given.value != expected:
        message = f"id: {quoted(given.value)} differs from the name of the file: write {expected}, or rename the file"
        yield source.problem(given.line, "id-file-name", message)


def _check_day(source: Source, root: Node, today: date | None) -> Iterator[Problem]:
    checked = root.at("checked")
    if checked is None or not isinstance(checked.value, str) or len(checked.value) != len("2026-11-01"):
        return
    try:
        day = date.fromisoformat(checked.value)
    except ValueError:
        message = f"checked: {quoted(checked.value)} is no day of the calendar: write year-month-day"
        yield source.problem(checked.line, "date-impossible", message)
        return
    if today is not None and day > today:
        message = f"checked: {checked.value} is in the future (today is {today.isoformat()})"
        yield source.problem(checked.line, "date-future", f"{message}: write the day on which the page was read")


def _check_form(source: Source, root: Node) -> Iterator[Problem]:
    apply, form = root.at("intents", "apply"), root.at("form")
    if apply is not None and form is None:
        message = 'intents > apply: these examples start a form, but the file has no "form"'
        yield source.problem(apply.line, "form-missing", f'{message}: add "form", or delete "apply"')
    if form is not None and apply is None:
        message = 'form: no sentence starts this form, because "intents" has no "apply"'
        yield source.problem(form.line, "apply-missing", f'{message}: add "apply" with examples, or delete "form"')


def _check_fields(source: Source, root: Node) -> Iterator[Problem]:
    fields = root.at("form", "fields")
    first_lines: dict[str, int] = {}
    for field in fields.children.values() if fields else ():
        name_node, type_node = field.at("name"), field.at("type")
        name = name_node.value if name_node and isinstance(name_node.value, str) else None
        kind = type_node.value if type_node and isinstance(type_node.value, str) else None
        where = f"form > fields > {name or 'a field'}"
        if name_node and name:
            yield from _check_field_name(source, name_node, name, kind, where)
            if name in first_lines:
                message = f"{where}: this name stands twice (first on line {first_lines[name]}): rename one of them"
                yield source.problem(name_node.line, "field-twice", message)
            first_lines.setdefault(name, name_node.line)
        yield from _check_choices(source, field, kind, where)


def _check_field_name(source: Source, node: Node, name: str, kind: str | None, where: str) -> Iterator[Problem]:
    if name in _TOO_GENERAL:
        message = f"{where}: this name says nothing of what is asked: write for example purpose or moving_date"
        yield source.problem(node.line, "field-name", message)
    elif name in get_args(FieldType) and kind in get_args(FieldType) and kind != name:
        message = f"{where}: a field of this name is shared by all services and has the type {name}, here it has {kind}"
        yield source.problem(node.line, "field-name", f"{message}: write type: {name}, or choose another name")


def _check_choices(source: Source, field: Node, kind: str | None, where: str) -> Iterator[Problem]:
    choices = field.at("choices")
    if kind == "choice" and choices is None:
        message = f'{where}: a field of type choice needs "choices": add them, each with value and label'
        yield source.problem(field.line, "choices-missing", message)
    if choices is None:
        return
    if kind not in {None, "choice"}:
        message = f'{where}: only a field of type choice has "choices", this one has type {kind}'
        yield source.problem(choices.line, "choices-unexpected", f"{message}: delete them, or write type: choice")
    seen: set[str] = set()
    for choice in choices.children.values():
        value = choice.at("value")
        if value is None or not isinstance(value.value, str):
            continue
        if value.value in seen:
            message = f"{where} > choices: the value {quoted(value.value)} stands twice: rename one of them"
            yield source.problem(value.line, "choice-twice", message)
        seen.add(value.value)
