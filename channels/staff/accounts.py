"""Accounts, for administrators: listing, inviting, changing, resetting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request
from msgspec import UNSET, Meta, UnsetType
from starlette.responses import Response

from channels.answers import CallError, RestCode, answer, read_body
from channels.openapi.described import describe
from channels.staff.guard import Needs, Visit
from channels.staff.invitations import address_of
from channels.store.accounts import (
    LastAdministratorError,
    NotLocalError,
    OwnAccountError,
    StoredAccount,
    UnknownAccountError,
)
from channels.store.conversations import show_moment
from channels.store.invitations import Invitation
from channels.store.members import USUAL_CAPACITY, every_language
from channels.store.staff import Level, NameTakenError, Role, Skills
from contracts.languages import Language

Administrator = Annotated[Visit, Depends(Needs("administrator"))]

Name = Annotated[str, Meta(pattern=r"\A[a-z0-9][a-z0-9._-]{0,63}\Z")]
# Citizens see it beside what the agent writes: no control characters, no blanks at the ends.
DisplayName = Annotated[str, Meta(max_length=128, pattern=r"\A(?=\S)[^\x00-\x1f\x7f]+(?<=\S)\Z")]
Roles = Annotated[list[Role], Meta(min_length=1, max_length=5)]
Ids = Annotated[list[Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9_]{0,63}\Z")]], Meta(max_length=200)]
Capacity = Annotated[int, Meta(ge=1, le=20)]

EXPLAINED: tuple[RestCode, ...] = ("unknown_account", "last_administrator", "own_account", "not_local")
"""Why a change is refused."""

router = APIRouter()


class AccountView(msgspec.Struct, frozen=True, kw_only=True):
    """One account."""

    id: str
    name: str
    display_name: str
    roles: list[Role]
    languages: dict[Language, Level]
    services: list[str]
    """Empty for all."""
    administrations: list[str]
    """Empty for all."""
    capacity: int
    active: bool
    local: bool
    """Whether they have a password here; else they sign in with the administration's own provider."""
    second_factor: bool
    created_at: str
    seen_at: str | None
    """Last use of a session that has not ended."""
    invited_until: str | None
    """End of the link that is open."""


class AccountsView(msgspec.Struct, frozen=True, kw_only=True):
    """All accounts, the active ones first, by name."""

    accounts: list[AccountView]


class NewAccount(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body that adds an account."""

    name: Name
    display_name: DisplayName
    roles: Roles
    languages: dict[Language, Level] = msgspec.field(default_factory=every_language)
    services: Ids = msgspec.field(default_factory=list)
    administrations: Ids = msgspec.field(default_factory=list)
    capacity: Capacity = USUAL_CAPACITY


class Changes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body that changes an account; what is left out stays as it is."""

    display_name: DisplayName | UnsetType = UNSET
    roles: Roles | UnsetType = UNSET
    languages: dict[Language, Level] | UnsetType = UNSET
    services: Ids | UnsetType = UNSET
    administrations: Ids | UnsetType = UNSET
    capacity: Capacity | UnsetType = UNSET
    active: bool | UnsetType = UNSET


class InvitationView(msgspec.Struct, frozen=True, kw_only=True):
    """A link, to be handed to whom it is for."""

    invitation: str
    """The whole address; it is shown this once."""
    expires_at: str


class Invited(InvitationView, frozen=True, kw_only=True):
    """An account that was added, with its link."""

    account: AccountView


@router.get("/api/staff/accounts")
@describe(gives=AccountsView)
async def list_accounts(visit: Administrator) -> Response:
    """List all accounts."""
    return answer(AccountsView(accounts=[show(one) for one in await visit.door.hub.staff.accounts.all()]))


@router.post("/api/staff/accounts")
@describe(takes=NewAccount, gives=Invited, status=HTTPStatus.CREATED, refuses=("name_taken",))
async def add_account(request: Request, visit: Administrator) -> Response:
    """Add an account; its link lets one person choose the password."""
    given = await read_body(request, NewAccount)
    skills = Skills(
        languages=given.languages,
        services=tuple(given.services),
        administrations=tuple(given.administrations),
        capacity=given.capacity,
    )
    staff = visit.door.hub.staff
    try:
        member = await staff.add(
            given.name, given.display_name, _once(given.roles), None, skills=skills, by=visit.member.actor
        )
    except NameTakenError as error:
        raise CallError("name_taken", f"$.name: {given.name!r} has an account already; choose another name") from error
    made = await staff.invitations.issue(member.id)
    shown = show(await staff.accounts.one(member.id))
    return answer(Invited(account=shown, **_link(visit, made)), HTTPStatus.CREATED)


@router.patch("/api/staff/accounts/{account}")
@describe(takes=Changes, gives=AccountView, refuses=EXPLAINED)
async def change_account(request: Request, account: str, visit: Administrator) -> Response:
    """Change an account."""
    given = await read_body(request, Changes)
    changes: dict[str, Any] = {
        name: value for name in Changes.__struct_fields__ if (value := getattr(given, name)) is not UNSET
    }
    if "roles" in changes:
        changes["roles"] = list(_once(changes["roles"]))
    accounts = visit.door.hub.staff.accounts
    with _explained():
        await accounts.change(visit.member.actor, account, changes)
        return answer(show(await accounts.one(account)))


@router.post("/api/staff/accounts/{account}/reset")
@describe(gives=InvitationView, refuses=EXPLAINED)
async def reset_account(account: str, visit: Administrator) -> Response:
    """Take the password away, end all sessions, and make a link to choose another password."""
    with _explained():
        made = await visit.door.hub.staff.accounts.reset(visit.member.actor, account)
    return answer(InvitationView(**_link(visit, made)))


@router.delete("/api/staff/accounts/{account}/second-factor")
@describe(refuses=EXPLAINED)
async def remove_second_factor(account: str, visit: Administrator) -> Response:
    """Ask somebody for no code any more who has lost what makes the codes."""
    with _explained():
        await visit.door.hub.staff.accounts.remove_second_factor(visit.member.actor, account)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.delete("/api/staff/accounts/{account}/sessions")
@describe(refuses=EXPLAINED)
async def end_sessions(account: str, visit: Administrator) -> Response:
    """End all sessions of somebody."""
    with _explained():
        await visit.door.hub.staff.accounts.end_sessions(visit.member.actor, account)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def show(stored: StoredAccount) -> AccountView:
    """Return an account as administrators see it."""
    member, skills = stored.member, stored.member.skills
    return AccountView(
        id=member.id,
        name=member.name,
        display_name=member.display_name,
        roles=list(member.roles),
        languages=skills.languages,
        services=list(skills.services),
        administrations=list(skills.administrations),
        capacity=skills.capacity,
        active=stored.active,
        local=member.local,
        second_factor=member.second_factor,
        created_at=show_moment(stored.created_at),
        seen_at=show_moment(stored.seen_at),
        invited_until=show_moment(stored.invited_until),
    )


def _link(visit: Visit, made: Invitation) -> dict[str, str]:
    return {
        "invitation": address_of(visit.door.settings.base_url, made),
        "expires_at": show_moment(made.expires_at),
    }


def _once(roles: list[Role]) -> tuple[Role, ...]:
    return tuple(dict.fromkeys(roles))


@contextmanager
def _explained() -> Iterator[None]:
    """Say what stands against a change."""
    try:
        yield
    except UnknownAccountError as error:
        raise CallError("unknown_account", "no account has this id; take one from GET /api/staff/accounts") from error
    except LastAdministratorError as error:
        detail = f"{error} is the last active administrator; give somebody else the role administrator first"
        raise CallError("last_administrator", detail) from error
    except OwnAccountError as error:
        raise CallError("own_account", "$.active: you cannot deactivate yourself; ask another administrator") from error
    except NotLocalError as error:
        detail = f"{error} signs in with the administration's own provider, which decides this; change it there"
        raise CallError("not_local", detail) from error
