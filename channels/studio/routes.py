"""The routes of editing in the studio: files, drafts, checks, changes of the form view, new services."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from channels.answers import CallError, answer, read_body
from channels.openapi.described import describe
from channels.staff.guard import Needs, Visit
from channels.studio.bodies import Revision, check_revision, read_large_body, read_revision, read_text
from channels.studio.edits import EditError, edit
from channels.studio.paths import SCHEMAS, kind_of
from channels.studio.pointers import PointerError
from channels.studio.room import StudioRoom
from channels.studio.templates import list_templates
from contracts.catalogue.explanations import explained_schema
from contracts.languages import LANGUAGES, Language
from contracts.studio import Checked, Collision, Edit, Edited, FileText, FileView, NewService, Save, Saved, Template

router = APIRouter(prefix="/api/staff/studio")
Editing = Annotated[Visit, Depends(Needs("owner", "publisher"))]
MOST_CHANGES = 100


class FilesView(msgspec.Struct, frozen=True, kw_only=True):
    """All files, by path."""

    files: list[FileView]


class TemplatesView(msgspec.Struct, frozen=True, kw_only=True):
    """What a new service can be begun from."""

    templates: list[Template]


class Text(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text to be checked."""

    text: str


@router.get("/files")
@describe(gives=FilesView)
async def list_files(request: Request, visit: Editing) -> Response:  # noqa: ARG001 - the guard
    """List all files."""
    return answer(FilesView(files=await _room(request).files()))


@router.get("/files/{path:path}")
@describe(gives=FileText, refuses=("unknown_file", "too_large"))
async def open_file(request: Request, path: str, visit: Editing) -> Response:
    """Show a file as it is being edited, and who else has it open."""
    return answer(await _room(request).open(path, visit.member))


@router.put("/files/{path:path}")
@describe(takes=Save, gives=Saved, also={HTTPStatus.CONFLICT: Collision}, refuses=("unknown_file", "too_large"))
async def save_file(request: Request, path: str, visit: Editing) -> Response:
    """Keep a draft; what somebody else saved in between is shown instead, and stays."""
    given = await read_large_body(request, Save)
    content, revision = read_text(given.text), check_revision(given.revision)
    saved = await _room(request).save(path, content, revision, visit.member)
    return answer(saved, HTTPStatus.CONFLICT if isinstance(saved, Collision) else HTTPStatus.OK)


@router.delete("/files/{path:path}")
@describe(gives=dict, refuses=("unknown_file", "changed_since", "too_large"), query={"revision": Revision})
async def drop_file(request: Request, path: str, visit: Editing) -> Response:
    """Let a file go with the next release."""
    await _room(request).drop(path, read_revision(request), visit.member)
    return answer({})


@router.post("/discard/{path:path}")
@describe(gives=dict, refuses=("unknown_file", "changed_since", "too_large"), query={"revision": Revision})
async def discard_draft(request: Request, path: str, visit: Editing) -> Response:
    """Forget a draft."""
    await _room(request).discard(path, read_revision(request), visit.member)
    return answer({})


@router.post("/check/{path:path}")
@describe(takes=Text, gives=Checked, refuses=("unknown_file", "too_large"))
async def check_text(request: Request, path: str, visit: Editing) -> Response:  # noqa: ARG001 - the guard
    """Say what is wrong with a text; keep nothing."""
    kind_of(path)
    content = read_text((await read_large_body(request, Text)).text)
    return answer(await _room(request).standing.check(path, content))


@router.post("/edit/{path:path}")
@describe(takes=Edit, gives=Edited, refuses=("unknown_file", "too_large", "not_editable"))
async def edit_text(request: Request, path: str, visit: Editing) -> Response:  # noqa: ARG001 - the guard
    """Put changes of the form view into a text; keep nothing."""
    if kind_of(path) not in SCHEMAS:
        raise CallError("not_editable", f"{path} is a page, which has no form; change its text")
    given = await read_large_body(request, Edit)
    read_text(given.text)
    if len(given.changes) > MOST_CHANGES:
        raise CallError("bad_frame", f"$.changes: {len(given.changes)}; send at most {MOST_CHANGES} at once")
    try:
        text = await asyncio.to_thread(edit, given.text, given.changes)
    except PointerError as error:
        raise CallError("bad_frame", f"$.changes: {error}") from error
    except EditError as error:
        raise CallError("not_editable", f"$.changes: {error}") from error
    return answer(Edited(text=text, checked=await _room(request).standing.check(path, read_text(text))))


@router.get("/schemas/{kind}")
@describe(gives=dict, refuses=("unknown_file",), query={"language": Language})
async def show_schema(request: Request, kind: str, visit: Editing) -> Response:  # noqa: ARG001 - the guard
    """Show the JSON Schema of a kind of file; ``language``: that of its explanations."""
    name = next((schema for known, schema in SCHEMAS.items() if known == kind), None)
    if name is None:
        raise CallError("unknown_file", f"no file of kind {kind[:40]!r} has a schema; there are {', '.join(SCHEMAS)}")
    return answer(explained_schema(name, _read_language(request.query_params.get("language", "en"))))


@router.get("/templates")
@describe(gives=TemplatesView)
async def show_templates(visit: Editing) -> Response:  # noqa: ARG001 - the guard
    """List what a new service can be begun from."""
    return answer(TemplatesView(templates=await asyncio.to_thread(list_templates)))


@router.post("/services")
@describe(takes=NewService, gives=FileText, refuses=("unknown_template", "taken"))
async def begin_service(request: Request, visit: Editing) -> Response:
    """Begin a service."""
    return answer(await _room(request).begin(await read_body(request, NewService), visit.member))


def _read_language(written: str) -> Language:
    known = next((language for language in LANGUAGES if language == written), None)
    if known is None:
        raise CallError("bad_frame", f"language: {written[:20]!r} is none; one of {', '.join(LANGUAGES)}")
    return known


def _room(request: Request) -> StudioRoom:
    room: StudioRoom = request.app.state.studio
    return room
