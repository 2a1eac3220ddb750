"""Asks for the fields of a form: the question, the question after a wrong value, the summary, which field to change."""

from __future__ import annotations

from collections.abc import Mapping

from bot.actions.values import show_value
from bot.actions.voice import Voice
from contracts.catalogue.model import Field, Form, Service
from contracts.parts import Choice, FieldPrompt, Part, SummaryRow
from nlu.text.fields import FieldProblem


def ask_field(voice: Voice, service: Service, form: Form, field: Field, *, before: str = "") -> Part:
    """Ask for a field, after a sentence that leads to it where there is one."""
    return Part(
        text=_lead(before, field.question[voice.language].strip()),
        buttons=voice.choice_buttons(field),
        field=_prompt(voice, service, form, field, problem=False),
    )


def ask_field_again(
    voice: Voice, service: Service, form: Form, field: Field, *, problem: FieldProblem, person: bool
) -> Part:
    """Say what is wrong with the value and ask again; offer values that fit, and a person where asked to."""
    suggested = [voice.value_button(field, choice.label, choice.value) for choice in problem.suggestions]
    buttons = suggested or voice.choice_buttons(field)
    if person:
        buttons.append(voice.person_button("repeated_failure"))
    return Part(
        text=_lead(voice.text(f"problem_{problem.code}"), field.question[voice.language].strip()),
        buttons=buttons,
        field=_prompt(voice, service, form, field, problem=True),
    )


def ask_confirmation(
    voice: Voice, service: Service, form: Form, values: Mapping[str, str], *, before: str = ""
) -> Part:
    """Show what the citizen gave, and ask whether it may be sent."""
    return Part(
        text=_lead(before, voice.text("confirm_summary")),
        summary=[
            SummaryRow(
                field=field.name,
                label=field.label[voice.language],
                value=show_value(field, values[field.name], voice.language),
            )
            for field in form.fields
        ],
        buttons=[
            voice.send_button(service.id),
            *(voice.change_button(field) for field in form.fields),
            voice.cancel_button(),
        ],
    )


def ask_which_field(voice: Voice, form: Form, *, before: str = "") -> Part:
    """Ask which field of the summary is wrong."""
    buttons = [*(voice.change_button(field) for field in form.fields), voice.cancel_button()]
    return Part(text=_lead(before, voice.text("ask_change")), buttons=buttons)


def _lead(before: str, question: str) -> str:
    """Put a sentence before a question, as a paragraph of its own."""
    return f"{before}\n\n{question}" if before else question


def _prompt(voice: Voice, service: Service, form: Form, field: Field, *, problem: bool) -> FieldPrompt:
    return FieldPrompt(
        service=service.id,
        name=field.name,
        type=field.type,
        label=field.label[voice.language],
        choices=[Choice(value=choice.value, label=choice.label[voice.language]) for choice in field.choices],
        step=form.fields.index(field) + 1,
        steps=len(form.fields),
        problem=problem,
    )
