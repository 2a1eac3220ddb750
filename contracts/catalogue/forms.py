"""Checks what a JSON Schema cannot say of a form: keys that need each other, fields, what is said about the job."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import get_args

from contracts.catalogue.model import Claim
from contracts.catalogue.nodes import Bare, Node, Source
from contracts.catalogue.problems import Problem, quoted
from contracts.catalogue.writing import placeholders_in
from contracts.parts import FieldType

_TOO_GENERAL = {"choice", "text", "date", "amount", "file"}
"""Types that say nothing of what is asked: a field of that name would share its value with other forms."""

_CLAIM_TYPES: Mapping[Claim, FieldType] = {
    "national_id": "national_id",
    "given_name": "text",
    "family_name": "text",
    "birthdate": "date",
    "email": "email",
}
"""The type of field that can take what a login says."""


def check_form(source: Source, root: Node) -> Iterator[Problem]:
    """Report what is wrong with the form of a service beyond its shape."""
    form = root.at("form")
    if form is None:
        return
    if root.at("intents", "apply") is None:
        message = 'form: no sentence starts this form, because "intents" has no "apply"'
        yield source.problem(form.line, "apply-missing", f'{message}: add "apply" with examples, or delete "form"')
    if _text(form.at("kind")) == "look_up":
        yield from _check_look_up(source, form)
    elif form.at("kind") is None or _text(form.at("kind")) == "file":
        yield from _check_filing(source, form)
    yield from _check_words(source, form)
    first_lines: dict[str, int] = {}
    fields = form.at("fields")
    for field in fields.children.values() if fields else ():
        yield from _check_field(source, form, field, first_lines)


def _check_look_up(source: Source, form: Node) -> Iterator[Problem]:
    """Report keys that mean nothing where nothing is filed."""
    for path in (("undo",), ("follow_up",), ("said", "ready"), ("said", "undone")):
        node = form.at(*path)
        if node is not None:
            message = f"form > {' > '.join(path)}: nothing is filed by a form of kind look_up: delete it"
            yield source.problem(node.line, "look-up-files", message)


def _check_filing(source: Source, form: Node) -> Iterator[Problem]:
    """Report an operation whose result has no words, words for what never comes, a number that is not said."""
    for operation, said in (("undo", "undone"), ("follow_up", "ready")):
        asked, worded = form.at(operation), form.at("said", said)
        if asked is not None and worded is None:
            message = f'form > {operation}: what the bot says afterwards is missing: add "{said}" below "said"'
            yield source.problem(asked.line, "said-missing", message)
        elif worded is not None and asked is None:
            message = f'form > said > {said}: this is never said without "{operation}": add the operation, or delete it'
            yield source.problem(worded.line, "said-unused", message)
    success = form.at("said", "success")
    texts = list(success.texts()) if success else []
    if success and texts and not any("reference" in placeholders_in(str(text.value)) for text in texts):
        message = "form > said > success: {reference} is missing: citizens need the number of their application"
        yield source.problem(success.line, "placeholder-missing", message)


def _check_words(source: Source, form: Node) -> Iterator[Problem]:
    """Report words for a value that stands in no sentence."""
    said = [form.at("said", name) for name in ("success", "ready")]
    used = {name for node in said if node for text in node.texts() for name in placeholders_in(str(text.value))}
    words = form.at("words")
    for name, node in words.children.items() if words else ():
        if str(name) not in used:
            message = f"form > words > {name}: no sentence holds {{{name}}}"
            advice = 'put it into "said > success" or "said > ready", or correct the name'
            yield source.problem(node.line, "words-unused", f"{message}: {advice}")


def _check_field(source: Source, form: Node, field: Node, first_lines: dict[str, int]) -> Iterator[Problem]:
    name_node = field.at("name")
    name, kind = _text(name_node), _text(field.at("type"))
    where = f"form > fields > {name or 'a field'}"
    if name_node and name:
        yield from _check_field_name(source, name_node, name, kind, where)
        if name in first_lines:
            message = f"{where}: this name stands twice (first on line {first_lines[name]}): rename one of them"
            yield source.problem(name_node.line, "field-twice", message)
        first_lines.setdefault(name, name_node.line)
    yield from _check_choices(source, field, kind, where)
    yield from _check_claim(source, form, field, kind, where)
    if kind == "file" and _text(form.at("kind")) == "look_up":
        message = f"{where}: a form of kind look_up sends nothing, so no file either: delete this field"
        yield source.problem(field.line, "look-up-files", message)


def _check_field_name(source: Source, node: Node, name: str, kind: str | None, where: str) -> Iterator[Problem]:
    if name in _TOO_GENERAL:
        message = f"{where}: this name says nothing of what is asked: write for example purpose or moving_date"
        yield source.problem(node.line, "field-name", message)
    elif name in get_args(FieldType) and kind in get_args(FieldType) and kind != name:
        message = f"{where}: a field of this name is shared by all services and has the type {name}, here it has {kind}"
        yield source.problem(node.line, "field-name", f"{message}: write type: {name}, or choose another name")


def _check_choices(source: Source, field: Node, kind: str | None, where: str) -> Iterator[Problem]:
    choices, choices_from = field.at("choices"), field.at("choices_from")
    if kind == "choice" and choices is None and choices_from is None:
        message = f'{where}: a field of type choice needs "choices": add them, each with value and label'
        yield source.problem(field.line, "choices-missing", message)
    if choices_from is not None and choices is not None:
        message = f'{where}: "choices" stand beside "choices_from": delete one of the two'
        yield source.problem(choices_from.line, "choices-twice", message)
    for key, node in (("choices", choices), ("choices_from", choices_from)):
        if node is not None and kind not in {None, "choice"}:
            message = f'{where}: only a field of type choice has "{key}", this one has type {kind}'
            yield source.problem(node.line, "choices-unexpected", f"{message}: delete it, or write type: choice")
    seen: set[str] = set()
    for choice in choices.children.values() if choices else ():
        value = choice.at("value")
        if value is None or not isinstance(value.value, str):
            continue
        if value.value in seen:
            message = f"{where} > choices: the value {quoted(value.value)} stands twice: rename one of them"
            yield source.problem(value.line, "choice-twice", message)
        seen.add(value.value)


def _check_claim(source: Source, form: Node, field: Node, kind: str | None, where: str) -> Iterator[Problem]:
    claim = field.at("claim")
    if claim is None:
        return
    needed = form.at("needs_identity")
    if needed is None or (isinstance(needed.value, Bare) and needed.value.text.lower() == "false"):
        message = f'{where} > claim: without a login nobody says this: add "needs_identity: true" below "form"'
        yield source.problem(claim.line, "claim-unexpected", f"{message}, or delete the claim")
    types = {str(name): type_ for name, type_ in _CLAIM_TYPES.items()}
    wanted = types.get(_text(claim) or "")
    if wanted and kind in get_args(FieldType) and kind != wanted:
        message = f"{where} > claim: {claim.value} is a value of type {wanted}, this field has type {kind}"
        yield source.problem(claim.line, "claim-type", f"{message}: write type: {wanted}")


def _text(node: Node | None) -> str | None:
    return node.value if node is not None and isinstance(node.value, str) else None
