"""The course of an open form: what it asks next, in which words, and what it sends. Decides nothing about messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.actions import prompts
from bot.actions.form_state import CHANGE, CONFIRMATION, OpenForm, Step
from bot.actions.offers import NOTHING, Offer
from bot.actions.outcome import Response, Said
from bot.actions.values import askable
from bot.actions.voice import Voice
from bot.names import utter
from contracts.catalogue.model import Field
from contracts.effects import LoginRequest, ServiceRequest
from contracts.parts import Part
from nlu.text.fold import fold

PERSON_AFTER = 2
"""From this unusable answer in a row on, a person is offered as well."""


class Course:
    """Where a form stands, with the words to go on in."""

    def __init__(self, voice: Voice, state: OpenForm, remembered: Mapping[str, str] | None = None) -> None:
        """``remembered`` are values that were given elsewhere and are only offered here."""
        self.voice = voice
        self.service = state.service
        self.form = state.form
        self.fields = {field.name: field for field in askable(state.form)}
        self._remembered = remembered or {}
        self.state = replace(state, asked=self._asked_now(state))

    def _asked_now(self, state: OpenForm) -> str:
        """Give what is asked; where an older catalogue asked, or asked for less, what is missing comes first."""
        missing = self._first_missing(state.values)
        if state.asked in self.fields or (not missing and state.asked in {CONFIRMATION, CHANGE}):
            return state.asked
        if missing:
            return missing.name
        return CONFIRMATION if self.form.kind == "file" else list(self.fields)[-1]

    @property
    def asked(self) -> Field | None:
        """The field that is asked for; None at the summary."""
        return self.fields.get(self.state.asked)

    @property
    def is_locked(self) -> bool:
        """Whether the citizen must log in before anything else."""
        return self.form.needs_identity and self.state.claims is None

    @property
    def is_stuck(self) -> bool:
        """Whether the field that is asked for has nothing to choose from, now or yet."""
        return self.asked is not None and self.has_nothing_to_choose(self.asked)

    @property
    def is_waiting(self) -> bool:
        """Whether the choices of the field that is asked for are being looked up."""
        return self.asked is not None and self._offer(self.asked).asked_for is not None

    def has_nothing_to_choose(self, field: Field) -> bool:
        """Tell whether an administration gives the choices of a field, and there are none."""
        return field.choices_from is not None and not self._offer(field).options

    def moved(self, **changes: Any) -> Course:  # noqa: ANN401 - attributes of OpenForm
        """Give the course with another state."""
        return Course(self.voice, replace(self.state, **changes), self._remembered)

    def stay(self, *said: Said, failures: int | None = None) -> Step:
        """Say something; what is asked stays the same."""
        counted = self.state.failures if failures is None else failures
        return Step(said=said, asked=self.state.asked, failures=counted)

    def go_on(self, *said: Said) -> Step:
        """Say something, then come back to the question that is still open."""
        return self.stay(*said, self.question(before=self.voice.text("form_continue")))

    def turn_to(self, asked: str) -> Step:
        """Ask something else than before."""
        return Step(said=(self.moved(asked=asked).question(),), asked=asked)

    def ask_again(self, *said: Said) -> Step:
        """Ask the same after an answer of no use; offer a person the second time."""
        failures = self.state.failures + 1
        return self.stay(*said, self.question(person=failures >= PERSON_AFTER), failures=failures)

    def resume(self, *said: Said) -> Step:
        """Say something, then go on at the same step as before a login."""
        if self.state.asked == CHANGE or self.state.asked in self.state.values:
            return self._lacking(*said) or self.stay(*said, self.question(), failures=0)
        return self.proceed({}, *said)

    def proceed(self, given: Mapping[str, str], *said: Said, offers: Mapping[str, Offer] | None = None) -> Step:
        """Take values and offers that came just now, say something, and go on to what the form needs next."""
        new = dict(offers or {})
        taken = self.moved(values={**self.state.values, **given}, offers={**self.state.offers, **new})
        outdated = taken.outdated()
        values = {name: value for name, value in taken.state.values.items() if name not in outdated}
        missing = self._first_missing(values)
        asked = missing.name if missing else CONFIRMATION
        kept = {name: value for name, value in given.items() if name not in outdated}
        step = Step(said=said, asked=asked, values=kept, forgotten=outdated, offers=new)
        return taken.moved(values=values, asked=asked).ask_next(step)

    def ask_next(self, step: Step) -> Step:
        """Say what a step says, then ask for what is missing, have it looked up, or send what is complete."""
        if self.is_locked:
            return replace(step, said=(*step.said, self.question(), LoginRequest(service=self.service.id)))
        lacking = self._lacking(*step.said)
        if lacking:
            return replace(step, said=lacking.said, asked="", dropped=True)
        missing = self._first_missing(self.state.values)
        if missing is None and self.form.kind == "look_up":
            return replace(step, said=(*step.said, *self.send().said), asked="")
        if missing and missing.choices_from and self._needs_look_up(missing):
            return self._look_up(missing, step)
        return replace(step, said=(*step.said, self.question()))

    def send(self) -> Step:
        """File the application, or look up what was asked for."""
        from_login = {field.name: field.claim for field in self.form.fields if field.claim is not None}
        claimed = {name: (self.state.claims or {})[claim] for name, claim in from_login.items()}
        request = ServiceRequest(
            service=self.service.id,
            operation=self.form.operation,
            fields={**claimed, **{name: self.state.values[name] for name in self.fields}},
            kind=self.form.kind,
            claims={name: str(claim) for name, claim in from_login.items()},
            needs_identity=self.form.needs_identity,
            undo=self.form.undo,
            follow_up=self.form.follow_up,
        )
        return Step(said=(Response(utter(f"{self.service.id}_waiting"), effects=(request,)),))

    def question(self, *, before: str = "", person: bool = False) -> Part:
        """Ask what the form waits for; ``person``: offer one beside it where there is nothing to answer."""
        asked = self.asked
        if self.is_locked:
            return prompts.ask_login(self.voice, self.state, before=before, person=person)
        if asked is None:
            ask = prompts.ask_which_field if self.state.asked == CHANGE else prompts.ask_confirmation
            return ask(self.voice, self.state, before=before)
        if self.is_waiting:
            return prompts.wait_for_options(self.voice, before=before, person=person)
        if self.is_stuck and self._offer(asked).given_for is None:
            return prompts.say_options_failed(self.voice, self.state, before=before)
        if self.is_stuck:
            return prompts.say_no_options(self.voice, self.state, asked, before=before)
        remembered = self._remembered.get(asked.name)
        return prompts.ask_field(self.voice, self.state, asked, before=before, remembered=remembered)

    def field_called(self, text: str) -> Field | None:
        """Find the field whose label the citizen wrote, in any language."""
        written = fold(text)
        return next((field for field in self.fields.values() if written in map(fold, field.label.values())), None)

    def known_fields(self) -> dict[str, str]:
        """Give what the citizen has given so far, for a person who takes over; of a file its name."""
        names = {name: offer.options[0].label for name, offer in self.state.offers.items() if offer.options}
        files = {field.name for field in self.form.fields if field.type == "file"}
        return {name: names.get(name, value) if name in files else value for name, value in self.state.values.items()}

    def chosen(self) -> list[Field]:
        """Give the fields that have a value out of what an administration offered."""
        return [field for field in self.fields.values() if field.choices_from and field.name in self.state.values]

    def outdated(self) -> frozenset[str]:
        """Name the fields whose value was chosen from what was offered for other values than now."""
        return frozenset(field.name for field in self.chosen() if self._offer(field).given_for != self._before(field))

    def _first_missing(self, values: Mapping[str, str]) -> Field | None:
        return next((field for field in self.fields.values() if field.name not in values), None)

    def _offer(self, field: Field) -> Offer:
        return self.state.offers.get(field.name, NOTHING)

    def _before(self, field: Field) -> dict[str, str]:
        """Give the values of the fields before one; what an administration offers for it depends on them."""
        names = list(self.fields)
        before = names[: names.index(field.name)]
        return {name: self.state.values[name] for name in before if name in self.state.values}

    def _needs_look_up(self, field: Field) -> bool:
        offer = self._offer(field)
        return offer.asked_for is None and offer.given_for != self._before(field)

    def _look_up(self, field: Field, step: Step) -> Step:
        """Have the choices of a field looked up; there is nothing to answer until they are there."""
        offer = Offer(asked_for=self._before(field))
        course = self.moved(offers={**self.state.offers, field.name: offer})
        first = self.form.fields[: self.form.fields.index(field)]
        from_login = {one.name: one.claim for one in first if one.claim is not None}
        claimed = {name: (self.state.claims or {})[claim] for name, claim in from_login.items()}
        request = ServiceRequest(
            service=self.service.id,
            operation=str(field.choices_from),
            fields={**claimed, **self._before(field)},
            kind="look_up",
            field=field.name,
            claims={name: str(claim) for name, claim in from_login.items()},
            needs_identity=self.form.needs_identity,
        )
        return replace(step, said=(*step.said, course.question(), request), offers={**step.offers, field.name: offer})

    def _lacking(self, *said: Said) -> Step | None:
        """End the form where the login does not say what only a login may say."""
        claims = self.state.claims or {}
        missing = [field for field in self.form.fields if field.claim is not None and field.claim not in claims]
        if not missing or self.is_locked:
            return None
        text = self.voice.text("claim_missing", label=missing[0].label[self.voice.language])
        return Step(said=(*said, Part(text=text, buttons=[self.voice.person_button("asked")])), dropped=True)
