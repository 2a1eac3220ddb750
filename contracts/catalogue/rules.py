"""Checks what a JSON Schema cannot say of one file: ids, dates, easy language, intents; forms: ``forms.py``."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import get_args

from contracts import names
from contracts.catalogue.examples import fold
from contracts.catalogue.forms import check_form
from contracts.catalogue.model import FACTS
from contracts.catalogue.nodes import Node, Source
from contracts.catalogue.problems import Problem, quoted
from contracts.catalogue.writing import numbers_in
from contracts.languages import LANGUAGES

_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
"""As in the schemas."""

_RESERVED_INTENTS = {
    *names.DECISION_INTENTS,
    names.OUT_OF_SCOPE_INTENT,
    names.INTENT_INFORM,
    names.INTENT_INFORM_FILE,
    names.INTENT_CHANGE_FIELD,
    *get_args(names.SystemIntent),
}


def check_service(source: Source, root: Node, today: date | None) -> list[Problem]:
    """Report what is wrong with one service beyond its shape; ``today`` None leaves out the future."""
    return [
        *_check_id(source, root),
        *_check_day(source, root, today),
        *_check_easy(source, root),
        *check_form(source, root),
    ]


def check_small_talk(source: Source, root: Node) -> list[Problem]:
    """Report names of small talk that another intent has."""
    small_talk = root.at("small_talk")
    problems = []
    for key, node in small_talk.children.items() if small_talk else ():
        name = str(key)
        if name in _RESERVED_INTENTS or names.split_intent(name) or name.startswith(("system_", "crisis_", "nlu_")):
            message = f"small_talk > {name}: this name belongs to the bot itself: choose another one"
            problems.append(source.problem(node.line, "intent-reserved", message))
    return problems


def check_synonyms(source: Source, root: Node) -> Iterator[Problem]:
    """Report words that stand in two groups of a language, or twice in one: nobody knows which is meant."""
    languages = root.at("synonyms")
    for language, groups in languages.children.items() if languages else ():
        seen: dict[str, Node] = {}
        for group in groups.children.values():
            for node in group.texts():
                before = seen.setdefault(fold(str(node.value)), node)
                if before is not node:
                    message = (
                        f"synonyms > {language}: {quoted(node.value)} stands on line {before.line}, too: "
                        "keep it in one group"
                    )
                    yield source.problem(node.line, "synonym-twice", message)


def check_offered(source: Source, services: Collection[str]) -> Iterator[Problem]:
    """Report services that are offered but not in the catalogue; ``services`` are the ids of all."""
    offered = source.root.at("offered") if source.root else None
    for node in offered.texts() if offered else ():
        if node.value not in services:
            message = f"offered: there is no service {quoted(node.value)}: correct the id, or leave it out"
            yield source.problem(node.line, "service-unknown", message)


def check_titles(sources: Sequence[Source]) -> Iterator[Problem]:
    """Report titles that two services share in a language: citizens could not tell the buttons apart."""
    first: dict[tuple[str, str], tuple[Source, Node]] = {}
    for source in sources:
        titles = source.root.at("title") if source.root else None
        for language, title in titles.children.items() if titles else ():
            if language not in LANGUAGES or not isinstance(title.value, str):
                continue
            other, earlier = first.setdefault((str(language), fold(title.value)), (source, title))
            if other is not source:
                message = f"title > {language}: {quoted(title.value)} is the title of another service as well"
                advice = f"({other.path.as_posix()}:{earlier.line}): change one of them"
                yield source.problem(title.line, "title-twice", f"{message} {advice}")


def _check_id(source: Source, root: Node) -> Iterator[Problem]:
    given = root.at("id")
    expected = source.path.stem
    if not _IDENTIFIER.fullmatch(expected):
        message = f"{quoted(source.path.name)} cannot be the name of a service's file"
        advice = "rename it with small letters, digits and single underscores, for example residence_certificate.yaml"
        yield source.problem(1, "file-name", f"{message}: {advice}")
    elif expected == names.ANY_SERVICE:
        message = f"a service cannot have the id {expected}: it stands for questions that name no service"
        yield source.problem(1, "file-name", f"{message}: rename the file")
    elif given is not None and isinstance(given.value, str) and given.value != expected:
        message = f"id: {quoted(given.value)} differs from the name of the file: write {expected}, or rename the file"
        yield source.problem(given.line, "id-file-name", message)


def _check_easy(source: Source, root: Node) -> Iterator[Problem]:
    """Report easy language that is never shown, or says what the answer itself does not."""
    answer, easy = root.at("answer"), root.at("answer", "easy")
    if answer is None or easy is None:
        return
    facts: dict[str, Sequence[str]] = {str(question): names for question, names in FACTS.items()}
    for question, node in easy.children.items():
        where = f"answer > easy > {question}"
        wanted = facts.get(str(question), ())
        if question == "apply" and root.at("form") is not None:
            message = f"{where}: this is never said, because the form begins: delete it"
            yield source.problem(node.line, "easy-unsaid", message)
        elif question != "about" and wanted and not any(root.at("answer", name) for name in wanted):
            advice = f"write {' or '.join(quoted(name) for name in wanted)} first, or delete this"
            yield source.problem(node.line, "easy-unsaid", f"{where}: the answer itself says nothing of it: {advice}")
        for language, text in node.children.items():
            said = {number for told in _told(answer, language) for number in numbers_in(told, str(language))}
            unknown = numbers_in(text.value, str(language)).keys() - said if isinstance(text.value, str) else ()
            for number in sorted(unknown):
                message = f"{where} > {language}: the number {number} stands nowhere in the answer itself"
                yield source.problem(text.line, "easy-number", f"{message}: correct it, or write it there as well")


def _told(answer: Node, language: str | int) -> Iterator[str]:
    """Give the texts of the facts themselves in a language."""
    for name, fact in answer.children.items():
        told = fact.at(str(language)) if name != "easy" else None
        yield from (str(text.value) for text in told.texts()) if told else ()


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
