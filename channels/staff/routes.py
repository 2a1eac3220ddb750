"""The routes of the staff's accounts, their audit log, and what they see of services, answers and jobs."""

from __future__ import annotations

from fastapi import APIRouter

from channels.staff import accounts, answers, audit_page, invitations, jobs, me, session
from channels.studio import drafting
from channels.studio import routes as studio
from channels.studio.inbox import equality_routes
from channels.studio.inbox import routes as inbox
from channels.studio.publishing import routes as publishing
from channels.studio.trying import routes as trying

router = APIRouter()
for part in (
    session,
    me,
    invitations,
    accounts,
    audit_page,
    answers,
    jobs,
    studio,
    drafting,
    inbox,
    equality_routes,
    publishing,
    trying,
):
    router.include_router(part.router)
