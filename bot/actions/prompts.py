"""Asks for the fields of a form: the question, the question after a wrong value, the summary, which field to change."""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions.form_state import OpenForm
from bot.actions.offers import choices
from bot.actions.values import askable, show_value
from bot.actions.voice import Voice
from contracts.catalogue.model import Field
from contracts.parts import Button, FieldPrompt, Part, SummaryRow
from nlu.text.fields import FieldProblem


def ask_field(voice: Voice, state: OpenForm, field: Field, *, before: str = "", remembered: str | None = None) -> Part:
    """Ask for a field, after a sentence that leads to it where there is one; offer a value given elsewhere before."""
    shown = show_value(field, remembered, voice.language, state.offers) if remembered else ""
    again = [voice.value_button(field, shown, remembered)] if remembered else []
    return Part(
        text=lead(before, field.question[voice.language].strip()),
        buttons=again or _choice_buttons(voice, state, field),
        field=_prompt(voice, state, field, problem=False),
    )


def ask_field_again(voice: Voice, state: OpenForm, field: Field, *, problem: FieldProblem, person: bool) -> Part:
    """Say what is wrong with the value and ask again; offer values that fit, and a person where asked to."""
    suggested = [voice.value_button(field, choice.label, choice.value) for choice in problem.suggestions]
    buttons = suggested or _choice_buttons(voice, state, field)
    if person:
        buttons.append(voice.person_button("repeated_failure"))
    return Part(
        text=lead(voice.text(f"problem_{problem.code}"), field.question[voice.language].strip()),
        buttons=buttons,
        field=_prompt(voice, state, field, problem=True),
    )


def ask_file_again(voice: Voice, state: OpenForm, field: Field) -> Part:
    """Say that a text is no file; who has none at hand may stop, or ask a person."""
    return Part(
        text=lead(voice.text("problem_file_missing"), field.question[voice.language].strip()),
        buttons=[voice.cancel_button(), voice.person_button("repeated_failure")],
        field=_prompt(voice, state, field, problem=True),
    )


def ask_confirmation(voice: Voice, state: OpenForm, *, before: str = "") -> Part:
    """Show what the citizen gave and what the login says, and ask whether it may be sent."""
    return Part(
        text=lead(before, voice.text("confirm_summary")),
        summary=[_row(voice, state, field) for field in state.form.fields],
        buttons=[voice.send_button(state.service.id), *_change_buttons(voice, askable(state.form))],
    )


def ask_which_field(voice: Voice, state: OpenForm, *, before: str = "") -> Part:
    """Ask which field of the summary is wrong."""
    return Part(text=lead(before, voice.text("ask_change")), buttons=_change_buttons(voice, askable(state.form)))


def ask_login(voice: Voice, state: OpenForm, *, before: str = "", person: bool = False) -> Part:
    """Ask the citizen to log in; the widget shows the way to the login beside it."""
    ways_out = [voice.person_button("repeated_failure")] if person else []
    return Part(
        text=lead(before, voice.text("ask_login")), buttons=[*ways_out, voice.cancel_button()], login=state.service.id
    )


def wait_for_options(voice: Voice, *, before: str = "", person: bool = False) -> Part:
    """Say that the administration is being asked what there is to choose from."""
    ways_out = [voice.person_button("repeated_failure")] if person else []
    return Part(text=lead(before, voice.text("options_wait")), buttons=[*ways_out, voice.cancel_button()])


def say_no_options(voice: Voice, state: OpenForm, field: Field, *, before: str = "") -> Part:
    """Say that the administration offers nothing for what was given, and offer to change that."""
    earlier = [one for one in state.form.fields[: state.form.fields.index(field)] if one.claim is None]
    buttons = [voice.apply_button("button_look_again", state.service.id), *_change_buttons(voice, earlier)]
    return Part(
        text=lead(before, voice.text("options_none")), buttons=[*buttons, voice.person_button("repeated_failure")]
    )


def say_options_failed(voice: Voice, state: OpenForm, *, before: str = "") -> Part:
    """Say that the administration could not be asked, and offer to try again."""
    again = voice.apply_button("button_try_again", state.service.id)
    return Part(
        text=lead(before, voice.text("options_failed")),
        buttons=[again, voice.person_button("repeated_failure"), voice.cancel_button()],
    )


def lead(before: str, question: str) -> str:
    """Put a sentence before a question, as a paragraph of its own."""
    return f"{before}\n\n{question}" if before else question


def _change_buttons(voice: Voice, fields: Sequence[Field]) -> list[Button]:
    return [*(voice.change_button(field) for field in fields), voice.cancel_button()]


def _choice_buttons(voice: Voice, state: OpenForm, field: Field) -> list[Button]:
    """Make one button per choice of a field; none for other types."""
    if field.type != "choice":
        return []
    given = choices(field, state.offers, voice.language)
    return [voice.value_button(field, choice.label, choice.value) for choice in given]


def _row(voice: Voice, state: OpenForm, field: Field) -> SummaryRow:
    from_login = field.claim is not None
    value = (state.claims or {})[field.claim] if field.claim is not None else state.values[field.name]
    return SummaryRow(
        field=field.name,
        label=field.label[voice.language],
        value=show_value(field, value, voice.language, state.offers),
        from_login=from_login,
    )


def _prompt(voice: Voice, state: OpenForm, field: Field, *, problem: bool) -> FieldPrompt:
    asked = askable(state.form)
    return FieldPrompt(
        service=state.service.id,
        name=field.name,
        type=field.type,
        label=field.label[voice.language],
        choices=choices(field, state.offers, voice.language) if field.type == "choice" else [],
        step=asked.index(field) + 1,
        steps=len(asked),
        problem=problem,
    )
