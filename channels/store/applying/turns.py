"""Writes the state of a conversation, its log and its outbox of turns: what every message does."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import BindParameter, bindparam, insert, update

from channels.core import commands as do
from channels.core.state import Conversation
from channels.store.applying.writing import Context, Write, write
from contracts.tables import conversation, event, turn

# Made once what every message writes, as what it reads (`loading`). What is set are the columns that get a value.
_ID: BindParameter[str] = bindparam("its_id")
_SAVE = update(conversation).where(conversation.c.id == _ID)
_APPEND = insert(event)
_STORE_TURN = insert(turn)
_START_TURN = (
    update(turn)
    .where(turn.c.id == _ID)
    .values(state="running", attempts=turn.c.attempts + 1, lease_until=bindparam("until"))
)
_LET_GO = update(turn).where(turn.c.id == _ID)


def save(state: Conversation, now: datetime) -> Write:
    """Return how the state is written back."""
    return Write(
        _SAVE,
        {
            "its_id": state.id,
            "language": state.language,
            "language_reason": state.language_reason,
            "owner": state.owner,
            "agent_id": state.agent.id if state.agent else None,
            "bot_helps": state.bot_helps,
            "heard": state.heard,
            "last_seq": state.last_seq,
            "updated_at": now,
        },
    )


@write.register
def _(command: do.Append, context: Context) -> Write:
    return Write(
        _APPEND,
        {
            "conversation_id": context.conversation,
            "seq": command.seq,
            "at": context.now,
            "message_id": command.message_id,
            "data": msgspec.to_builtins(command.data),
        },
    )


@write.register
def _(command: do.StoreTurn, context: Context) -> Write:
    return Write(
        _STORE_TURN,
        {
            "id": command.id,
            "conversation_id": context.conversation,
            "number": command.number,
            "language": command.language,
            "input": msgspec.to_builtins(command.input),
            "state": "waiting",
            "attempts": 0,
            "lease_until": None,
            "created_at": context.now,
            "trace": context.trace,
        },
    )


@write.register
def _(command: do.StartTurn, context: Context) -> Write:
    return Write(_START_TURN, {"its_id": command.id, "until": context.now + context.leases.turn})


@write.register
def _(command: do.PostponeTurn, context: Context) -> Write:
    due = context.now + context.leases.postponed
    return Write(_LET_GO, {"its_id": command.id, "state": "waiting", "lease_until": due})


@write.register
def _(command: do.EndTurn, _context: Context) -> Write:
    return Write(_LET_GO, {"its_id": command.id, "state": command.state, "lease_until": None})
