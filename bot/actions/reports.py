"""Puts system turns into words: how a job went, that the citizen logged in or out, that a person gave back."""

from __future__ import annotations

import msgspec

from bot.actions.incoming import Incoming
from bot.actions.outcome import Response, Said
from bot.actions.prompts import lead
from bot.actions.results import fill_in
from bot.actions.voice import Voice
from bot.names import UTTER_HANDED_BACK, UTTER_LOGGED_IN, UTTER_LOGGED_OUT, rejection_name, utter
from contracts.catalogue.model import Form, Service, Texts
from contracts.parts import Part
from contracts.turns import JobReport, LogoutReport

JOB_INTENTS = frozenset(
    f"system_job_{state}" for state in ("succeeded", "rejected", "failed", "delayed", "cancelled", "ready")
)
"""System turns that carry a ``JobReport``."""


class UnknownReportError(ValueError):
    """A system turn names something the catalogue cannot word."""


def read_job(incoming: Incoming) -> JobReport | None:
    """Give what a system turn says about a job; None where it is about something else."""
    return msgspec.convert(incoming.data, JobReport) if incoming.intent in JOB_INTENTS else None


def report(voice: Voice, incoming: Incoming) -> tuple[Said, ...]:
    """Word a system turn.

    Raises:
        UnknownReportError: an intent this bot does not know, or a service without a form.
    """
    if incoming.intent == "system_handed_back":
        return (Response(UTTER_HANDED_BACK),)
    if incoming.intent == "system_logged_in":
        return (Response(UTTER_LOGGED_IN),)
    if incoming.intent == "system_logged_out":
        return (_report_logout(voice, msgspec.convert(incoming.data, LogoutReport)),)
    job = read_job(incoming)
    if job is None:
        raise UnknownReportError(f"system turn {incoming.intent!r}: no wording; known are those of contracts.names")
    service = voice.catalogue.services.get(job.service)
    if service is None or service.form is None:
        raise UnknownReportError(f"system turn {incoming.intent}: service {job.service!r} has no form")
    if job.field is not None:
        # Whoever waits for the choices of a field is in its form, which takes them itself.
        return (Part(text=voice.text("options_unneeded"), buttons=[voice.apply_button("button_continue", service.id)]),)
    if job.kind == "undo" and incoming.intent != "system_job_delayed":
        return (_report_undo(voice, incoming.intent, service, service.form, job),)
    return (_report_job(voice, incoming.intent, service, service.form, job),)


def _report_job(voice: Voice, intent: str, service: Service, form: Form, job: JobReport) -> Said:
    if intent == "system_job_succeeded":
        return _tell(voice, form, form.said.success, job)
    if intent == "system_job_ready":
        return _tell(voice, form, form.said.ready or form.said.success, job)
    if intent == "system_job_rejected":
        known = job.code if job.code in form.said.rejection else "other"
        return Response(rejection_name(service.id, str(known)))
    if intent == "system_job_failed":
        return Response(utter(f"{service.id}_failed"))
    key = "job_delayed" if intent == "system_job_delayed" else "job_cancelled"
    return Part(text=voice.text(key, service=service.title[voice.language]))


def _report_undo(voice: Voice, intent: str, service: Service, form: Form, job: JobReport) -> Said:
    """Say whether an application was taken back; one that was not is worth asking a person about."""
    title = service.title[voice.language]
    if intent in {"system_job_cancelled", "system_job_succeeded"}:
        if form.said.undone is not None:
            return _tell(voice, form, form.said.undone, job)
        return Part(text=voice.text("job_cancelled", service=title))
    key = "undo_rejected" if intent == "system_job_rejected" else "undo_failed"
    return Part(text=voice.text(key, service=title), buttons=[voice.person_button("asked")])


def _tell(voice: Voice, form: Form, said: Texts, job: JobReport) -> Part:
    """Fill in what the administration said, and mention the document that came with it."""
    text = said[voice.language].strip()
    for name, value in fill_in(form, said, job, voice.language).items():
        text = text.replace(f"{{{name}}}", value)
    return Part(text=lead(text, voice.text("document_here")) if job.has_document else text)


def _report_logout(voice: Voice, logout: LogoutReport) -> Said:
    """Say that the login has ended; where an application was not sent therefore, offer to go on with it."""
    service = voice.catalogue.services.get(logout.service or "")
    if service is None or service.form is None:
        return Response(UTTER_LOGGED_OUT)
    text = voice.text("login_needed_again", service=service.title[voice.language])
    return Part(text=text, buttons=[voice.apply_button("button_continue", service.id)])
