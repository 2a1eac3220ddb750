"""Writes who the citizen of a conversation is, and forgets it."""

from __future__ import annotations

import msgspec
from sqlalchemy import delete, insert, update

from channels.core import commands as do
from channels.core.state import LOGGED_IN
from channels.store.applying.writing import Context, Write, write
from contracts.tables import conversation, identity, receipt, turn
from contracts.turns import LoginReport, SystemInput


@write.register
def _(command: do.StoreIdentity, context: Context) -> Write:
    return Write(
        insert(identity).values(
            conversation_id=context.conversation,
            subject=command.identity.subject,
            claims=command.identity.claims,
            verified_at=context.now,
            expires_at=command.identity.expires_at,
        )
    )


@write.register
def _(_command: do.ForgetIdentity, context: Context) -> Write:
    return Write(delete(identity).where(identity.c.conversation_id == context.conversation))


@write.register
def _(_command: do.ForgetClaims, context: Context) -> Write:
    nobody = SystemInput(intent=LOGGED_IN, data=msgspec.to_builtins(LoginReport(claims={})))
    return Write(
        update(turn)
        .where(turn.c.conversation_id == context.conversation, turn.c.input["intent"].as_string() == LOGGED_IN)
        .values(input=msgspec.to_builtins(nobody))
    )


@write.register
def _(command: do.ChangeToken, context: Context) -> Write:
    return Write(
        update(conversation).where(conversation.c.id == context.conversation).values(token_hash=command.token_hash)
    )


@write.register
def _(_command: do.RevokeReceipts, context: Context) -> Write:
    return Write(delete(receipt).where(receipt.c.conversation_id == context.conversation))
