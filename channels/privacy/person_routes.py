"""What somebody who is logged in may do with all of their conversations, from whatever device they wrote.

The conversation that calls proves who it is: with its token, and by a login that has not run out.
"""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.responses import Response

from channels.answers import CallError, answer
from channels.door import Door
from channels.openapi.described import HTML, describe
from channels.privacy.exported import Exported
from channels.privacy.person import ErasedConversations, ExportedPerson, TheirConversations, list_conversations
from channels.privacy.routes import ExportFormat, give_person, read_format
from channels.rest import who
from channels.store.people import PersonKeys

router = APIRouter()
PATH = "/api/conversations/{conversation}/person"


@router.get(PATH)
@describe(gives=TheirConversations, refuses=("login_needed", "too_fast"))
async def list_theirs(request: Request) -> Response:
    """Name all conversations in which the same person has logged in."""
    _, exported = await _export(request)
    return answer(list_conversations(exported))


@router.get(f"{PATH}/export")
@describe(
    gives=ExportedPerson,
    also={HTTPStatus.OK: HTML},
    query={"format": ExportFormat},
    refuses=("login_needed", "too_fast"),
)
async def export_theirs(request: Request) -> Response:
    """Give everything that is stored of these conversations and is theirs, for programs or to be read."""
    wanted = read_format(request)
    door, exported = await _export(request)
    return give_person(exported, wanted, door.privacy.names(exported[0].language))


@router.delete(PATH)
@describe(gives=ErasedConversations, refuses=("login_needed",))
async def erase_theirs(request: Request) -> Response:
    """Erase all these conversations everywhere, the one that calls as well."""
    door, keys = await _who(request)
    here = str(request.path_params["conversation"])
    erased = await door.privacy.erase_person(door.hub.people, keys, "person", last=here)
    return answer(ErasedConversations(erased=len(erased)))


async def _export(request: Request) -> tuple[Door, list[Exported]]:
    door, standing = await who(request)
    if wait := await door.counts.take(door.limits.exports.of(standing.id)):
        raise CallError("too_fast", "too many exports at once; wait some minutes and ask again", retry_after=wait)
    door, keys = await _who(request)
    exported = await door.privacy.export_all(await door.hub.people.conversations_of(keys))
    # Somebody else may have logged in meanwhile: who holds the old token sees nothing.
    await _who(request)
    return door, exported


async def _who(request: Request) -> tuple[Door, PersonKeys]:
    """Raises `CallError` where nobody is logged in to the conversation that calls."""
    door, standing = await who(request)
    keys = await door.hub.people.logged_in(standing.id)
    if keys is None:
        raise CallError("login_needed", "log in first: only then it is known whose conversations these are")
    return door, keys
