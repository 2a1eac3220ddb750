"""What consoles need to know of queues, wrap-up codes, canned replies and forms."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends
from starlette.responses import Response

from channels.answers import CallError, answer
from channels.openapi.described import describe
from channels.staff.guard import Needs, Visit
from contracts.catalogue.model import Field, Texts
from contracts.desk.model import CannedReply, WrapUpCode
from contracts.parts import FieldType

router = APIRouter()
AtDesk = Annotated[Visit, Depends(Needs("agent", "supervisor"))]
AtDeskOrAccounts = Annotated[Visit, Depends(Needs("agent", "supervisor", "administrator"))]
"""Administrators say for which services and administrations an account is there."""


class NamedQueue(msgspec.Struct, frozen=True, kw_only=True):
    """A queue to which a conversation may be passed on."""

    id: str
    name: Texts


class ListedService(msgspec.Struct, frozen=True, kw_only=True):
    """A service that a conversation may be about."""

    id: str
    title: Texts
    has_form: bool


class ConsoleSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What service owners wrote for the desk."""

    queues: list[NamedQueue]
    wrap_up: list[WrapUpCode]
    replies: list[CannedReply]
    services: list[ListedService]
    administrations: list[str]
    """Those that forms of services go to, by name."""


class FormChoice(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a field."""

    value: str
    label: Texts


class FormField(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent may fill in for a citizen, who sees and confirms it."""

    name: str
    type: FieldType
    label: Texts
    choices: list[FormChoice]
    from_login: bool
    """Only a login of the citizen fills it in."""
    looked_up: bool
    """The administration gives the choices, to the citizen."""


class ServiceForm(msgspec.Struct, frozen=True, kw_only=True):
    """The form of a service."""

    service: str
    title: Texts
    fields: list[FormField]


@router.get("/api/staff/desk/settings")
@describe(gives=ConsoleSettings)
async def show_settings(visit: AtDeskOrAccounts) -> Response:
    """Return queues, wrap-up codes, canned replies, and the services of the catalogue."""
    content = visit.door.hub.desk.content
    plan = content.plan
    return answer(
        ConsoleSettings(
            queues=[NamedQueue(id=queue.id, name=queue.name) for queue in plan.queues],
            wrap_up=plan.wrap_up,
            replies=plan.replies,
            services=[
                ListedService(id=service.id, title=service.title, has_form=service.form is not None)
                for service in content.services.values()
            ],
            administrations=sorted({it for it in content.administrations.values() if it is not None}),
        )
    )


@router.get("/api/staff/services/{service}/form")
@describe(gives=ServiceForm, refuses=("unknown_service",))
async def show_form(service: str, visit: AtDesk) -> Response:
    """Return what the form of a service asks for."""
    known = visit.door.hub.desk.content.services.get(service)
    if known is None or known.form is None:
        raise CallError("unknown_service", f"{service[:64]!r} is no service that has a form")
    return answer(
        ServiceForm(service=known.id, title=known.title, fields=[_show(field) for field in known.form.fields])
    )


def _show(field: Field) -> FormField:
    return FormField(
        name=field.name,
        type=field.type,
        label=field.label,
        choices=[FormChoice(value=choice.value, label=choice.label) for choice in field.choices],
        from_login=field.claim is not None,
        looked_up=field.choices_from is not None,
    )
