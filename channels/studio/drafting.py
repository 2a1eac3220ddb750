"""Routes of example sentences that the local language model drafts; a person confirms each in the form."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from channels.answer_door.assist import AssistDoor, AssistUnavailableError, NotBorneOutError
from channels.answers import CallError, answer
from channels.openapi.described import describe
from channels.staff.guard import Needs, Visit
from channels.studio.bodies import read_large_body, read_text
from channels.studio.paths import SCHEMAS, kind_of
from channels.studio.pointers import PointerError, read_pointer
from contracts.catalogue.explanations import explained_schema
from contracts.catalogue.nodes import Key, Node
from contracts.catalogue.shape import declared_at
from contracts.catalogue.source import read_source
from contracts.languages import LANGUAGES, Language
from contracts.translations import MOST_DRAFTED, DraftedExamples, ExamplesRequest

router = APIRouter(prefix="/api/staff/studio")
Editing = Annotated[Visit, Depends(Needs("owner", "publisher"))]


class Drafters(msgspec.Struct, frozen=True, kw_only=True):
    """Who drafts sentences."""

    model: str | None
    languages: list[Language]
    """In which sentences are drafted; empty where no language model serves."""


class WantedExamples(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sentences that are wanted of an intent; nothing is kept."""

    path: str
    """File that is being edited."""
    text: str
    """What stands in it."""
    at: str
    """Place of the intent, as a JSON pointer: ``/intents/fee``."""
    language: Language
    count: int = MOST_DRAFTED


@router.get("/drafted-examples")
@describe(gives=Drafters)
async def show_drafters(request: Request, visit: Editing) -> Response:  # noqa: ARG001 - the guard
    """Say whether anybody drafts, and in which languages."""
    serving = await _assist(request).serving()
    return answer(Drafters(model=serving.model, languages=serving.languages))


@router.post("/drafted-examples")
@describe(
    takes=WantedExamples, gives=DraftedExamples, refuses=("unknown_file", "too_large", "not_editable", "not_drafted")
)
async def draft_examples(request: Request, visit: Editing) -> Response:  # noqa: ARG001 - the guard
    """Draft sentences; none of them stands in the file already."""
    wanted = await read_large_body(request, WantedExamples)
    if not 1 <= wanted.count <= MOST_DRAFTED:
        raise CallError("bad_frame", f"$.count: {wanted.count}; 1 to {MOST_DRAFTED}")
    asked = make_request(wanted)
    try:
        drafted: DraftedExamples = await _assist(request).draft(asked)
    except AssistUnavailableError as error:
        told = f"no language model drafts sentences in {wanted.language!r} at the moment; write them by hand"
        raise CallError("not_drafted", told) from error
    except NotBorneOutError as error:
        told = "nothing that the model wrote can be an example; try again, or write them by hand"
        raise CallError("not_drafted", told) from error
    return answer(drafted)


def make_request(wanted: WantedExamples) -> ExamplesRequest:
    """Return what the model is asked, from what the file says; raises `CallError`."""
    kind = kind_of(wanted.path)
    root = read_source(Path(wanted.path), read_text(wanted.text)).root if kind in SCHEMAS else None
    if root is None:
        raise CallError("not_editable", f"$.text: {wanted.path} cannot be read as it is; solve its problems first")
    try:
        place = tuple(read_pointer(wanted.at, root.value))
    except PointerError as error:
        raise CallError("bad_frame", f"$.at: {error}") from error
    intent, schema = root.at(*place), explained_schema(SCHEMAS[kind], wanted.language)
    if intent is None or intent.at("examples") is None:
        raise CallError("bad_frame", f"$.at: {wanted.at[:80]!r} is no intent of this file; one has 'examples' below it")
    title = root.at("title", wanted.language)
    return ExamplesRequest(
        language=wanted.language,
        service=title.value if title is not None and isinstance(title.value, str) else "",
        about=declared_at(schema, place).get("description", str(place[-1])),
        examples=_texts(intent, "examples", wanted.language),
        others={other: _texts(intent, "examples", other) for other in LANGUAGES if other != wanted.language},
        taken=[*_texts(intent, "drafted", wanted.language), *_taken(root, intent, wanted.language)],
        count=wanted.count,
    )


def _texts(node: Node, *place: Key) -> list[str]:
    found = node.at(*place)
    return [str(text.value) for text in found.texts()] if found is not None else []


def _taken(node: Node, but: Node, language: Language) -> list[str]:
    """Return the examples of all other intents: a sentence of two would say neither."""
    if node is but:
        return []
    own = _texts(node, "examples", language)
    return own + [text for child in node.children.values() for text in _taken(child, but, language)]


def _assist(request: Request) -> AssistDoor:
    door: AssistDoor = request.app.state.assist
    return door
