"""Lets a call of the staff through: from our own pages, by somebody signed in, with one of the roles it needs."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from channels.agent import token_of
from channels.answers import CallError
from channels.door import Door
from channels.store.staff import Member, Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """A call that may be carried out."""

    door: Door
    member: Member


async def own_page(request: Request) -> Door:
    """Return the gateway, where the page that calls is our own; raises `CallError`. Alone it lets anybody through."""
    door: Door = request.app.state.door
    if not door.origins.may_call_as_staff(request.method, request.headers):
        raise CallError(
            "foreign_origin", "staff calls come from the gateway's own pages; set MOIEN_PUBLIC_URL to its address"
        )
    return door


class Needs:
    """A dependency of a route: ``Depends(Needs("agent", "supervisor"))``. Without roles it lets all staff through."""

    def __init__(self, *roles: Role) -> None:
        """Any one of ``roles`` is enough."""
        self.roles = roles

    async def __call__(self, request: Request) -> Visit:
        """Return who calls; raises `CallError`."""
        door = await own_page(request)
        member = await door.hub.staff.signed_in(token_of(door, request))
        if member is None:
            raise CallError("signed_out", "nobody is signed in; sign in with POST /api/staff/session")
        if self.roles and not set(self.roles) & set(member.roles):
            raise CallError("not_yours", f"one of the roles {', '.join(self.roles)} is needed")
        return Visit(door=door, member=member)
