"""The table as the tests expect it, continued: jobs of administrations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from channels.core import commands as do
from channels.core import inputs as i
from channels.core.state import JobStanding
from contracts.events import JobChanged
from contracts.jobs import Document, JobResult, Option, ResultValue
from contracts.turns import JobReport, SystemInput
from tests.channels.core.rows import (
    ASKED,
    REPORT,
    SITUATIONS,
    TICKETED,
    Case,
    event,
    everywhere,
    new_ticket,
    open_ticket,
    owner,
    pending,
    refuse,
    spoken,
    turn,
)

PAPER = Document(id="0" * 32, name="bail.pdf", media_type="application/pdf", size=9)
FILED_JOB = JobStanding(id="j", service="passport", state="queued", fields={"name": "Weber"}, undo="commune.withdraw")
SUCCEEDED = replace(FILED_JOB, state="succeeded", result=JobResult(state="succeeded", reference="RC-1"))
FAILED = replace(FILED_JOB, state="failed", result=JobResult(state="failed", detail="gave up"))
ASKED_JOB = JobStanding(id="a", service="appointment", state="queued", kind="look_up", field="slot", fields={})
TAKING_BACK = JobStanding(id="u", service="passport", state="queued", kind="undo", fields={"reference": "RC-1"})


def report(intent: Any, turn_id: str = "id1", **known: Any) -> do.StoreTurn:
    return turn(
        SystemInput(intent=intent, data=msgspec.to_builtins(JobReport(**{"service": "passport"} | known))),
        turn_id=turn_id,
    )


def told(seq: int, state: Any, message_id: str | None = None, **known: Any) -> do.Append:
    return event(seq, JobChanged(**{"job": "j", "service": "passport", "state": state} | known), message_id)


TOO_LATE = "only what has not reached the administration is called off"
UNKNOWN_JOB = refuse("unknown_job", "$.job: this conversation has no such job; name one of its 'job' events")


CASES: list[Case] = [
    # A job moves.
    *(
        Case(
            "job ended",
            who,
            i.JobMoved(job=SUCCEEDED, reported="running"),
            (
                told(11, "succeeded", reference="RC-1", undoable=True),
                do.MarkReported(job="j", state="succeeded"),
                report("system_job_succeeded", reference="RC-1"),
            ),
            spoken(who),
        )
        for who in SITUATIONS
    ),
    *(
        Case(
            "job found choices",
            who,
            i.JobMoved(
                job=replace(
                    ASKED_JOB,
                    state="succeeded",
                    result=JobResult(state="succeeded", options=[Option(value="slot-0903")]),
                ),
                reported="running",
            ),
            (
                told(11, "succeeded", job="a", service="appointment", job_kind="look_up"),
                do.MarkReported(job="a", state="succeeded"),
                report(
                    "system_job_succeeded",
                    service="appointment",
                    kind="look_up",
                    field="slot",
                    options=[Option(value="slot-0903")],
                ),
            ),
            spoken(who),
        )
        for who in SITUATIONS
    ),
    *(
        Case(
            "job failed",
            who,
            i.JobMoved(job=FAILED, reported="running"),
            (
                told(11, "failed"),
                do.MarkReported(job="j", state="failed"),
                report("system_job_failed"),
                *((do.EndTurn(id="waiting", state="dropped"),) if who == "bot" else ()),
                open_ticket("id2", "dead_letter", "passport", {"name": "Weber"}),
                owner(12, "queue", "dead_letter"),
            ),
            {
                "owner": "queue",
                "ticket": new_ticket("id2", "dead_letter", "passport"),
                "last_seq": 12,
                **pending(ASKED, REPORT, new="id1", system=True),
            },
        )
        for who in ("bot", "closed")
    ),
    *(
        Case(
            "job failed",
            who,
            i.JobMoved(job=FAILED, reported="running"),
            (told(11, "failed"), do.MarkReported(job="j", state="failed"), report("system_job_failed")),
            spoken(who),
        )
        for who in TICKETED
    ),
    *(
        Case(
            "look-up failed",
            who,
            i.JobMoved(job=replace(ASKED_JOB, state="failed"), reported="queued"),
            (
                told(11, "failed", job="a", service="appointment", job_kind="look_up"),
                do.MarkReported(job="a", state="failed"),
                report("system_job_failed", service="appointment", kind="look_up", field="slot"),
            ),
            spoken(who),
        )
        for who in SITUATIONS
    ),
    *everywhere(
        "job runs",
        i.JobMoved(job=replace(FILED_JOB, state="running"), reported="queued"),
        (told(11, "running"), do.MarkReported(job="j", state="running")),
        {"last_seq": 11},
    ),
    *everywhere(
        "job runs after a delay",
        i.JobMoved(job=replace(FILED_JOB, state="running"), reported="queued", reported_delayed=True),
        (),
        {},
    ),
    *(
        Case(
            "job cancelled",
            who,
            i.JobMoved(job=replace(FILED_JOB, state="cancelled"), reported="queued"),
            (
                told(11, "cancelled"),
                do.MarkReported(job="j", state="cancelled"),
                report("system_job_cancelled"),
            ),
            spoken(who),
        )
        for who in SITUATIONS
    ),
    *everywhere("job waits for another attempt", i.JobMoved(job=FILED_JOB, reported="running"), (), {}),
    *everywhere("job is where the log says", i.JobMoved(job=SUCCEEDED, reported="succeeded"), (), {}),
    *(
        Case(
            "job is delayed",
            who,
            i.JobMoved(job=replace(FILED_JOB, delayed=True), reported="running"),
            (
                told(11, "queued", delayed=True, cancellable=True),
                do.MarkReported(job="j", state="queued", delayed=True),
                report("system_job_delayed"),
            ),
            spoken(who),
        )
        for who in SITUATIONS
    ),
    *everywhere(
        "job is delayed and may have been filed",
        i.JobMoved(job=replace(ASKED_JOB, delayed=True, unsure=True), reported="queued"),
        (
            told(11, "queued", job="a", service="appointment", job_kind="look_up", delayed=True),
            do.MarkReported(job="a", state="queued", delayed=True),
        ),
        {"last_seq": 11},
    ),
    *everywhere(
        "job is still delayed",
        i.JobMoved(job=replace(FILED_JOB, delayed=True), reported="queued", reported_delayed=True),
        (),
        {},
    ),
    *(
        Case(
            "job is ready",
            who,
            i.JobMoved(
                job=replace(
                    SUCCEEDED,
                    ready=True,
                    result=JobResult(
                        state="succeeded",
                        reference="RC-1",
                        values={"status": ResultValue(kind="code", value="ready")},
                        document=PAPER,
                    ),
                ),
                reported="succeeded",
                reported_delayed=True,
            ),
            (
                told(11, "succeeded", reference="RC-1", document=PAPER),
                do.MarkReported(job="j", state="succeeded", delayed=True, ready=True),
                report(
                    "system_job_ready",
                    reference="RC-1",
                    values={"status": ResultValue(kind="code", value="ready")},
                    has_document=True,
                ),
            ),
            spoken(who),
        )
        for who in SITUATIONS
    ),
    *everywhere(
        "job was ready before",
        i.JobMoved(job=replace(SUCCEEDED, ready=True), reported="succeeded", reported_ready=True),
        (),
        {},
    ),
    *(
        Case(
            "job took another back",
            who,
            i.JobMoved(
                job=replace(TAKING_BACK, state="succeeded", result=JobResult(state="succeeded", reference="RC-1")),
                parent=replace(SUCCEEDED, undone=True),
                reported="running",
            ),
            (
                told(11, "succeeded", job="u", job_kind="undo", reference="RC-1"),
                do.MarkReported(job="u", state="succeeded"),
                told(12, "cancelled", reference="RC-1"),
                do.MarkUndone(job="j"),
                report("system_job_cancelled", kind="undo", reference="RC-1"),
            ),
            spoken(who, 12),
        )
        for who in SITUATIONS
    ),
    *(
        Case(
            "job may not take another back",
            who,
            i.JobMoved(
                job=replace(TAKING_BACK, state="rejected", result=JobResult(state="rejected", code="already_decided")),
                parent=SUCCEEDED,
                reported="running",
            ),
            (
                told(11, "rejected", job="u", job_kind="undo"),
                do.MarkReported(job="u", state="rejected"),
                report("system_job_rejected", kind="undo", reference="RC-1", code="already_decided"),
            ),
            spoken(who),
        )
        for who in SITUATIONS
    ),
    *(
        Case(
            "job cannot take another back",
            who,
            i.JobMoved(job=replace(TAKING_BACK, state="failed"), parent=SUCCEEDED, reported="running"),
            (
                told(11, "failed", job="u", job_kind="undo"),
                do.MarkReported(job="u", state="failed"),
                told(12, "succeeded", reference="RC-1", undoable=True),
                report("system_job_failed", kind="undo", reference="RC-1"),
            ),
            spoken(who, 12),
        )
        for who in TICKETED
    ),
    *(
        Case(
            "job cannot take another back",
            who,
            i.JobMoved(job=replace(TAKING_BACK, state="failed"), parent=SUCCEEDED, reported="running"),
            (
                told(11, "failed", job="u", job_kind="undo"),
                do.MarkReported(job="u", state="failed"),
                told(12, "succeeded", reference="RC-1", undoable=True),
                report("system_job_failed", kind="undo", reference="RC-1"),
                *((do.EndTurn(id="waiting", state="dropped"),) if who == "bot" else ()),
                open_ticket("id2", "dead_letter", "passport", {"reference": "RC-1"}),
                owner(13, "queue", "dead_letter"),
            ),
            {
                "owner": "queue",
                "ticket": new_ticket("id2", "dead_letter", "passport"),
                "last_seq": 13,
                **pending(ASKED, REPORT, new="id1", system=True),
            },
        )
        for who in ("bot", "closed")
    ),
    # A job is called off.
    *(
        case
        for who in SITUATIONS
        for case in (
            Case(
                "call off",
                who,
                i.JobCancelWanted(message_id="m", job=replace(FILED_JOB, delayed=True)),
                (
                    do.CancelJob(id="j"),
                    told(11, "cancelled", "m"),
                    do.Acknowledge(seq=11),
                    report("system_job_cancelled"),
                ),
                spoken(who),
            ),
            Case(
                "call off by the staff what a form waits for",
                who,
                i.JobCancelWanted(message_id=None, job=ASKED_JOB),
                (
                    do.CancelJob(id="a"),
                    told(11, "cancelled", job="a", service="appointment", job_kind="look_up"),
                    do.Acknowledge(seq=11),
                    report("system_job_failed", service="appointment", kind="look_up", field="slot"),
                ),
                spoken(who),
            ),
        )
    ),
    *everywhere(
        "call off what a form waits for",
        i.JobCancelWanted(message_id="m", job=ASKED_JOB),
        refuse("too_late", f"$.job: a is queued; {TOO_LATE}"),
        {},
    ),
    *everywhere(
        "call off what may have been filed",
        i.JobCancelWanted(message_id=None, job=replace(FILED_JOB, unsure=True)),
        refuse("too_late", f"$.job: j is queued; {TOO_LATE}"),
        {},
    ),
    *everywhere(
        "call off what runs",
        i.JobCancelWanted(message_id="m", job=replace(FILED_JOB, state="running")),
        refuse("too_late", f"$.job: j is running; {TOO_LATE}"),
        {},
    ),
    *everywhere("call off nothing", i.JobCancelWanted(message_id="m", job=None), UNKNOWN_JOB, {}),
    # What a job filed is taken back.
    *everywhere(
        "take back",
        i.JobUndoWanted(message_id="m", job=SUCCEEDED),
        (
            do.StoreJob(
                id="id1",
                idempotency_key="id2",
                kind="undo",
                service="passport",
                operation="commune.withdraw",
                fields={"reference": "RC-1"},
                language="fr",
                parent="j",
            ),
            told(11, "queued", "m", job="id1", job_kind="undo"),
            do.Acknowledge(seq=11),
            told(12, "succeeded", reference="RC-1"),
        ),
        {"last_seq": 12},
    ),
    *(
        case
        for name, job in {
            "twice": replace(SUCCEEDED, undone=True),
            "what is ready": replace(SUCCEEDED, ready=True),
            "what knows no way back": replace(SUCCEEDED, undo=None),
            "what has no reference": replace(SUCCEEDED, result=None),
        }.items()
        for case in everywhere(
            f"take back {name}",
            i.JobUndoWanted(message_id="m", job=job),
            refuse("too_late", "$.job: j is succeeded; nothing of it can be taken back (any more)"),
            {},
        )
    ),
    *everywhere("take back nothing", i.JobUndoWanted(message_id="m", job=None), UNKNOWN_JOB, {}),
    # The staff has a job tried anew.
    *everywhere(
        "try anew",
        i.JobRetryWanted(job=replace(FAILED, unsure=True)),
        (do.RetryJob(id="j"), told(11, "queued")),
        {"last_seq": 11},
    ),
    *everywhere(
        "try anew what was rejected",
        i.JobRetryWanted(job=replace(FAILED, state="rejected")),
        refuse("too_late", "$.job: j is rejected; only a job that failed is tried again"),
        {},
    ),
]
