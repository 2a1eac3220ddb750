"""Jobs of administrations: what is filed, looked up, called off and taken back, and how the log hears of it."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from channels.core.draft import Draft
from channels.core.inputs import JobCancelWanted, JobMoved, JobRetryWanted, JobUndoWanted
from channels.core.refusal import RefusalError
from channels.core.state import JobStanding
from channels.core.tickets import hand_over
from contracts.effects import HandoverRequest, ServiceRequest
from contracts.events import JobChanged, Message
from contracts.jobs import FINAL_STATES, JobState
from contracts.languages import Language
from contracts.names import SystemIntent
from contracts.turns import JobReport, LogoutReport, SystemInput

SPOKEN_STATES: dict[JobState, SystemIntent] = {
    "succeeded": "system_job_succeeded",
    "rejected": "system_job_rejected",
    "failed": "system_job_failed",
    "cancelled": "system_job_cancelled",
}
"""States of a job that the bot puts into words."""

DELAYED: SystemIntent = "system_job_delayed"
READY: SystemIntent = "system_job_ready"
LOGGED_OUT: SystemIntent = "system_logged_out"


def request_job(draft: Draft, request: ServiceRequest) -> bool:
    """Queue what the bot asks for; what only a login may fill comes from the login and from nowhere else.

    Returns whether it is queued: nothing is where a login is needed and there is none.
    """
    identity = draft.state.identity
    if identity is None and (request.needs_identity or request.claims):
        report = LogoutReport(service=request.service)
        draft.ask(SystemInput(intent=LOGGED_OUT, data=msgspec.to_builtins(report)))
        return False
    fields = {name: value for name, value in request.fields.items() if name not in request.claims}
    if identity is not None:
        known = identity.claims
        fields |= {name: known[claim] for name, claim in request.claims.items() if claim in known}
    draft.queue_job(msgspec.structs.replace(request, fields=fields))
    return True


def refuse_paused(draft: Draft, request: ServiceRequest, notice: str, language: Language) -> None:
    """Say that a service went offline while the citizen filled in its form, and let the form end."""
    draft.append(Message(author="bot", text=notice, language=language))
    report = JobReport(service=request.service, kind=request.kind, field=request.field)
    intent: SystemIntent = "system_job_cancelled" if request.kind == "file" else "system_job_failed"
    draft.ask(SystemInput(intent=intent, data=msgspec.to_builtins(report)), language)


def report_job(draft: Draft, moved: JobMoved) -> None:
    """Tell the log what is news to it, and let the bot put into words what the citizen waits for."""
    job = moved.job
    if job.state in FINAL_STATES:
        if job.state != moved.reported:
            _report_end(draft, moved)
        if job.state == "succeeded" and job.ready and not moved.reported_ready:
            _report_ready(draft, moved)
    elif job.state == "queued":
        # Another attempt after a failure is no news, only that there is one to wait for.
        if job.delayed and not moved.reported_delayed:
            _report_delay(draft, moved)
    elif moved.reported == "queued" and not moved.reported_delayed:
        draft.report_job(_show(job), delayed=False, ready=False)


def cancel_job(draft: Draft, wanted: JobCancelWanted) -> None:
    """Call a job off before anything reached the administration; what a form waits for is the staff's to call off."""
    job = _must_exist(wanted.job)
    if not job.cancellable or (wanted.message_id is not None and job.kind != "file"):
        raise RefusalError(
            "too_late", f"$.job: {job.id} is {job.state}; only what has not reached the administration is called off"
        )
    draft.cancel_job(job)
    draft.acknowledge(draft.append(_show(replace(job, state="cancelled")), wanted.message_id))
    # Without the choices a form cannot go on, and an application that was to be taken back still stands.
    draft.ask(_tell("system_job_cancelled" if job.kind == "file" else "system_job_failed", job))


def undo_job(draft: Draft, wanted: JobUndoWanted) -> None:
    """Ask the administration to take back what a job filed."""
    job = _must_exist(wanted.job)
    if job.undo is None or job.reference is None or not job.undoable:
        raise RefusalError("too_late", f"$.job: {job.id} is {job.state}; nothing of it can be taken back (any more)")
    undo = ServiceRequest(service=job.service, operation=job.undo, kind="undo", fields={"reference": job.reference})
    draft.acknowledge(draft.queue_job(undo, parent=job.id, message_id=wanted.message_id))
    draft.append(_show(replace(job, undone=True)))


def retry_job(draft: Draft, wanted: JobRetryWanted) -> None:
    """Try a job anew that had failed."""
    job = wanted.job
    if job.state != "failed":
        raise RefusalError("too_late", f"$.job: {job.id} is {job.state}; only a job that failed is tried again")
    anew = replace(job, state="queued", delayed=False, result=None)
    draft.retry_job(job, _show(anew))


def _report_end(draft: Draft, moved: JobMoved) -> None:
    job, parent = moved.job, moved.parent
    draft.report_job(_show(job), delayed=moved.reported_delayed, ready=moved.reported_ready)
    intent = SPOKEN_STATES[job.state]
    if job.kind == "undo":
        if job.state == "succeeded":
            intent = "system_job_cancelled"
            if parent is not None:
                draft.mark_undone(parent, _show(replace(parent, state="cancelled")))
        elif parent is not None and job.state == "failed":
            draft.append(_show(parent))
    draft.ask(_tell(intent, job))
    if job.state == "failed" and job.kind != "look_up" and draft.state.ticket is None:
        hand_over(draft, HandoverRequest(reason="dead_letter", service=job.service, fields=job.fields))


def _report_ready(draft: Draft, moved: JobMoved) -> None:
    draft.report_job(_show(moved.job), delayed=moved.reported_delayed, ready=True)
    draft.ask(_tell(READY, moved.job))


def _report_delay(draft: Draft, moved: JobMoved) -> None:
    draft.report_job(_show(moved.job), delayed=True, ready=False)
    if moved.job.kind == "file":
        draft.ask(_tell(DELAYED, moved.job))


def _must_exist(job: JobStanding | None) -> JobStanding:
    if job is None:
        raise RefusalError("unknown_job", "$.job: this conversation has no such job; name one of its 'job' events")
    return job


def _show(job: JobStanding) -> JobChanged:
    return JobChanged(
        job=job.id,
        service=job.service,
        state=job.state,
        reference=job.reference,
        job_kind=job.kind,
        delayed=job.delayed and job.state == "queued",
        cancellable=job.cancellable and job.kind == "file",
        undoable=job.undoable,
        document=job.result.document if job.result else None,
    )


def _tell(intent: SystemIntent, job: JobStanding) -> SystemInput:
    result = job.result
    report = JobReport(
        service=job.service,
        kind=job.kind,
        field=job.field,
        reference=job.reference or (job.fields.get("reference") if job.kind == "undo" else None),
        code=result.code if result else None,
        values=result.values if result else {},
        options=result.options if result else [],
        has_document=result is not None and result.document is not None,
    )
    return SystemInput(intent=intent, data=msgspec.to_builtins(report))
