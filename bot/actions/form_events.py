"""What a system turn does to an open form: a job moved, choices of a field came, a login, an agent who began it."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from bot.actions.course import Course
from bot.actions.form_state import Step
from bot.actions.incoming import Incoming
from bot.actions.offers import NOTHING, after, forget
from bot.actions.outcome import Response
from bot.actions.reports import read_job, report
from bot.actions.start import not_startable, read_start, start_form, startable
from bot.names import UTTER_FORM_SWITCHED
from contracts.effects import LoginRequest
from contracts.turns import JobReport, LoginReport, LogoutReport, ServiceStart


def happen(course: Course, incoming: Incoming) -> Step:
    """Word the system turn, and go on with the form; what the form waited for moves it on."""
    if incoming.intent == "system_logged_in":
        return _log_in(course, incoming)
    if incoming.intent == "system_logged_out":
        return _log_out(course, incoming)
    start = read_start(incoming)
    if start is not None:
        return _start(course, start)
    job = read_job(incoming)
    if job is None or job.service != course.service.id:
        return course.go_on(*report(course.voice, incoming))
    if job.field in course.fields:
        return _take_options(course, incoming, job)
    if incoming.intent == "system_job_rejected" and job.kind == "file":
        return _take_rejection(course, incoming)
    return course.go_on(*report(course.voice, incoming))


def _start(course: Course, start: ServiceStart) -> Step:
    """Begin the form that an agent wants: this one goes on with what the agent filled in, another takes its place."""
    service = startable(course.voice, start)
    if service is None:
        return course.go_on(not_startable(course.voice))
    if service.id == course.service.id:
        return start_form(course, start)
    return Step(said=(Response(UTTER_FORM_SWITCHED),), dropped=True, next_service=service.id)


def _log_in(course: Course, incoming: Incoming) -> Step:
    claims = msgspec.convert(incoming.data, LoginReport).claims
    said = report(course.voice, incoming)
    if not course.form.needs_identity:
        return course.go_on(*said)
    return course.moved(claims=claims).resume(*said)


def _log_out(course: Course, incoming: Incoming) -> Step:
    """Ask for the login again where the form needs one; a look-up that it would have needed was never made."""
    refused = msgspec.convert(incoming.data, LogoutReport).service == course.service.id
    said = report(course.voice, replace(incoming, data={}) if refused else incoming)
    if not course.form.needs_identity:
        return course.go_on(*said)
    offers = {name: NOTHING if refused else offer for name, offer in course.state.offers.items() if offer.asked_for}
    locked = course.moved(claims=None, offers={**course.state.offers, **offers})
    step = locked.stay(*said, locked.question(), LoginRequest(service=course.service.id))
    return replace(step, offers=offers)


def _take_options(course: Course, incoming: Incoming, job: JobReport) -> Step:
    """Take what an administration offers for a field, or that it could not be asked."""
    field = course.fields[str(job.field)]
    offer = after(course.state.offers.get(field.name, NOTHING), incoming, job)
    moved = course.moved(offers={**course.state.offers, field.name: offer})
    if course.asked != field or not course.is_waiting:
        return replace(moved.go_on(), offers={field.name: offer})
    if offer.given_for is None:  # still waiting, or not to be had: trying again is up to the citizen
        return replace(moved.stay(moved.question()), offers={field.name: offer})
    return course.proceed({}, offers={field.name: offer})


def _take_rejection(course: Course, incoming: Incoming) -> Step:
    """After a rejection nothing that an administration offered holds any more: it is looked up again."""
    said = report(course.voice, incoming)
    chosen = course.chosen()
    if not chosen:
        return course.go_on(*said)
    offers = {field.name: forget(course.state.offers.get(field.name, NOTHING)) for field in chosen}
    return course.proceed({}, *said, offers=offers)
