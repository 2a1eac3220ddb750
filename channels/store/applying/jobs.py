"""Writes jobs, and the records of answers to free text."""

from __future__ import annotations

import msgspec
from sqlalchemy import insert, null, update

from channels.core import commands as do
from channels.store.applying.writing import Context, Write, write
from contracts.jobs import JobResult
from contracts.tables import answer_record, job


@write.register
def _(command: do.StoreJob, context: Context) -> Write:
    return Write(
        insert(job).values(
            id=command.id,
            conversation_id=context.conversation,
            idempotency_key=command.idempotency_key,
            kind=command.kind,
            service=command.service,
            operation=command.operation,
            fields=command.fields,
            field=command.field,
            language=command.language,
            parent_id=command.parent,
            undo=command.undo,
            follow_up=command.follow_up,
            follow_due=None,
            state="queued",
            attempts=0,
            failures=0,
            delayed=False,
            unsure=False,
            sent_at=None,
            lease_until=None,
            reported_state="queued",
            reported_delayed=False,
            ready_at=None,
            reported_ready=False,
            created_at=context.now,
            updated_at=context.now,
            trace=context.trace,
        )
    )


@write.register
def _(command: do.CancelJob, context: Context) -> Write:
    ended = msgspec.to_builtins(JobResult(state="cancelled"))
    cancelled = {"state": "cancelled", "reported_state": "cancelled", "result": ended, "lease_until": None}
    # The row is locked since its standing was read: it cannot have begun meanwhile.
    return Write(
        update(job)
        .where(job.c.id == command.id, job.c.state == "queued", job.c.unsure.is_(False))
        .values(**cancelled, delayed=False, updated_at=context.now)
    )


@write.register
def _(command: do.RetryJob, context: Context) -> Write:
    queued = {"state": "queued", "reported_state": "queued", "failures": 0, "result": null()}
    free = {"sent_at": None, "lease_until": None, "delayed": False, "reported_delayed": False}
    return Write(
        update(job)
        .where(job.c.id == command.id, job.c.state == "failed")
        .values(**queued, **free, updated_at=context.now)
    )


@write.register
def _(command: do.MarkUndone, context: Context) -> Write:
    undone = {"state": "cancelled", "reported_state": "cancelled", "follow_due": None}
    return Write(update(job).where(job.c.id == command.job).values(**undone, updated_at=context.now))


@write.register
def _(command: do.StoreAnswer, context: Context) -> Write:
    return Write(
        insert(answer_record).values(
            code=command.record.code,
            conversation_id=context.conversation,
            at=context.now,
            data=msgspec.to_builtins(command.record),
        )
    )


@write.register
def _(command: do.MarkReported, _context: Context) -> Write:
    known = {
        "reported_state": command.state,
        "reported_delayed": command.delayed,
        "reported_ready": command.ready,
    }
    return Write(update(job).where(job.c.id == command.job).values(known))
