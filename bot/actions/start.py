"""An agent begins a form for the citizen: what the agent filled in is checked as if the citizen had written it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import msgspec

from bot.actions import prompts
from bot.actions.course import Course
from bot.actions.form_state import OpenForm, Step
from bot.actions.incoming import Incoming
from bot.actions.outcome import Said
from bot.actions.values import askable, check_value
from bot.actions.voice import Voice
from contracts.catalogue.model import Service
from contracts.languages import Language
from contracts.names import START_INTENT
from contracts.parts import Part
from contracts.turns import ServiceStart
from nlu.text.fields import FieldProblem


@dataclass(frozen=True)
class Filled:
    """What an agent filled in."""

    values: Mapping[str, str]
    """Checked values by field name."""
    wrong: Mapping[str, FieldProblem]
    """What is wrong with the others; these the citizen is asked for."""


def read_start(incoming: Incoming) -> ServiceStart | None:
    """Give the form that a system turn begins; None where it is about something else."""
    return msgspec.convert(incoming.data, ServiceStart) if incoming.intent == START_INTENT else None


def startable(voice: Voice, start: ServiceStart) -> Service | None:
    """Give the service whose form can be begun; None where the catalogue knows no such form."""
    service = voice.catalogue.services.get(start.service)
    return service if service is not None and service.form is not None else None


def not_startable(voice: Voice) -> Part:
    """Say that there is no such form here."""
    return Part(text=voice.text("start_unknown"))


def check_filled(state: OpenForm, start: ServiceStart, language: Language) -> Filled:
    """Check what an agent filled in.

    Left out is what nobody can write down: what a login says, files, and what an administration offers only once it
    has been asked.
    """
    values: dict[str, str] = {}
    wrong: dict[str, FieldProblem] = {}
    for field in askable(state.form):
        raw = start.fields.get(field.name, "").strip()
        if not raw or field.type == "file" or field.choices_from is not None:
            continue
        checked = check_value(field, raw, language, state.offers)
        if isinstance(checked, FieldProblem):
            wrong[field.name] = checked
        else:
            values[field.name] = checked.value
    return Filled(values, wrong)


def start_form(course: Course, start: ServiceStart, *said: Said) -> Step:
    """Say something, take what the agent filled in, say what of it is wrong, and go on with what is missing."""
    filled = check_filled(course.state, start, course.voice.language)
    known = {name: value for name, value in course.state.values.items() if name not in filled.wrong}
    step = course.moved(values=known).proceed(filled.values)
    *before, question = step.said
    asked = course.fields.get(step.asked)
    if asked and asked.name in filled.wrong and isinstance(question, Part) and question.field is not None:
        problem = filled.wrong[asked.name]
        question = prompts.ask_field_again(course.voice, course.state, asked, problem=problem, person=False)
        rest = {name: one for name, one in filled.wrong.items() if name != asked.name}
    else:
        rest = dict(filled.wrong)
    told = _tell_wrong(course, rest)
    forgotten = step.forgotten | frozenset(filled.wrong)
    return replace(step, said=(*said, *told, *before, question), forgotten=forgotten, failures=0)


def _tell_wrong(course: Course, wrong: Mapping[str, FieldProblem]) -> tuple[Part, ...]:
    """List what is wrong with values that are not asked for at once."""
    if not wrong:
        return ()
    voice = course.voice
    labels = {name: course.fields[name].label[voice.language] for name in wrong}
    lines = [f"- **{labels[name]}**: {voice.text(f'problem_{problem.code}')}" for name, problem in wrong.items()]
    return (Part(text=prompts.lead(voice.text("start_wrong"), "\n".join(lines))),)
