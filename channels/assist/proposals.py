"""The routes of proposals: agents make them, service owners and publishers decide on them."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from channels.answers import CallError, answer, read_body
from channels.assist.seeing import must_see
from channels.openapi.described import describe
from channels.staff.guard import Needs, Visit
from channels.store.conversations import UnknownConversationError
from channels.store.proposals import LONGEST_PAGE, PROPOSAL_STATES, NoAnswerError, Proposal, Proposals, ProposalState

router = APIRouter()
Deciding = Annotated[Visit, Depends(Needs("owner", "publisher"))]


class ProposalWish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of ``POST /api/staff/proposals``."""

    conversation: str
    seq: int
    """Event of the agent's answer."""


class Decision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of ``POST /api/staff/proposals/{id}``."""

    state: ProposalState


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """The proposal that there is now."""

    id: str


class ProposalPage(msgspec.Struct, frozen=True, kw_only=True):
    """Proposals, the newest first."""

    proposals: list[Proposal]
    before: str | None
    """What to send as ``before`` for older ones; null at the end."""


@router.post("/api/staff/proposals")
@describe(takes=ProposalWish, gives=Proposed, refuses=("unknown_conversation",))
async def propose(request: Request, visit: Annotated[Visit, Depends(Needs("agent", "supervisor"))]) -> Response:
    """Propose that the bot should know an answer of an agent; the same answer twice is one proposal."""
    wish = await read_body(request, ProposalWish)
    hub = visit.door.hub
    await must_see(visit, wish.conversation)
    try:
        made, new = await Proposals(hub.database).add(wish.conversation, wish.seq, visit.member)
    except UnknownConversationError as error:
        raise CallError("unknown_conversation", f"$.conversation: {wish.conversation}: it was erased") from error
    except NoAnswerError as error:
        raise CallError("bad_frame", f"$.seq: {wish.seq}: {error}; name an answer of an agent") from error
    if new:
        await hub.audit.record(visit.member, "proposal_made", made)
    return answer(Proposed(id=made))


@router.get("/api/staff/proposals")
@describe(gives=ProposalPage, query={"state": ProposalState, "before": str})
async def list_proposals(request: Request, visit: Deciding) -> Response:
    """List proposals; ``state`` and ``before`` narrow them down."""
    query = request.query_params
    written = query.get("state") or None
    state = next((it for it in PROPOSAL_STATES if it == written), None)
    if written is not None and state is None:
        raise CallError("bad_frame", f"state: {written[:20]!r} is none; one of {', '.join(PROPOSAL_STATES)}")
    found = await Proposals(visit.door.hub.database).page(state=state, before=query.get("before") or None)
    return answer(ProposalPage(proposals=found, before=found[-1].id if len(found) == LONGEST_PAGE else None))


@router.post("/api/staff/proposals/{proposal}")
@describe(takes=Decision, gives=Decision, refuses=("unknown_proposal",))
async def decide(request: Request, proposal: str, visit: Deciding) -> Response:
    """Say what became of a proposal."""
    decision = await read_body(request, Decision)
    hub = visit.door.hub
    if not await Proposals(hub.database).mark(proposal, decision.state):
        raise CallError("unknown_proposal", "no proposal has this id; take one from GET /api/staff/proposals")
    await hub.audit.record(visit.member, "proposal_changed", proposal, state=decision.state)
    return answer(decision)
