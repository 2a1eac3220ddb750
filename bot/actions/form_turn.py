"""One turn of an open form: what the citizen's message does to it. A pure function of form and message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.actions import prompts
from bot.actions.form_state import CHANGE, CONFIRMATION, OpenForm, Step
from bot.actions.handover import hand_over
from bot.actions.incoming import Incoming
from bot.actions.outcome import Response, Said
from bot.actions.replies import reply
from bot.actions.reports import report
from bot.actions.values import check_value, find_values
from bot.actions.voice import Voice
from bot.names import (
    ENTITY_FIELD,
    ENTITY_SERVICE,
    ENTITY_VALUE,
    UTTER_FALLBACK,
    UTTER_FALLBACK_AGAIN,
    UTTER_FORM_CANCELLED,
    UTTER_FORM_SWITCHED,
    utter,
)
from contracts import names
from contracts.catalogue.model import Field
from contracts.effects import ServiceRequest
from contracts.parts import FieldType, Part
from nlu.text.fields import FieldProblem
from nlu.text.fold import fold

ANYTHING_FITS: frozenset[FieldType] = frozenset({"address", "text"})
"""Types whose check accepts nearly any sentence: there a clear question or command goes before the value."""

CLEAR = 0.7
"""Confidence from which a sentence that would fit such a field is a question or a command, and from which asking for
another application drops this one."""

PERSON_AFTER = 2
"""From this unusable answer in a row on, a person is offered as well."""

_NO_QUESTION = frozenset(
    {
        *names.DECISION_INTENTS,
        names.OUT_OF_SCOPE_INTENT,
        names.INTENT_AFFIRM,
        names.INTENT_DENY,
        names.INTENT_INFORM,
        names.INTENT_CHANGE_FIELD,
        names.INTENT_RESTART,
    }
)
"""Intents that say nothing outside of what the form asks (Rasa itself carries out ``restart`` before any form)."""


def begin(voice: Voice, open_form: OpenForm, incoming: Incoming) -> Step:
    """Open the form: say what it is for, then ask for the first field that is not known yet.

    What the message that opened it holds counts as said. A form whose fields are all known (a second attempt) shows
    its summary at once.
    """
    said = find_values(open_form.form, incoming, voice.language)
    turn = _Turn(voice, open_form)
    asking, asked = turn.ask_next({**open_form.values, **said})
    intro = Response(utter(f"{open_form.service.id}_intro"))
    return Step(said=(asking,) if asked == CONFIRMATION else (intro, asking), asked=asked, values=said)


def take(voice: Voice, open_form: OpenForm, incoming: Incoming) -> Step:
    """Take the citizen's answer, command or question, or a system turn, while the form is open."""
    return _Turn(voice, open_form).take(incoming)


class _Turn:
    """The state before the message, with the words to answer in."""

    def __init__(self, voice: Voice, state: OpenForm) -> None:
        self.voice = voice
        self.service = state.service
        self.form = state.form
        self.fields = {field.name: field for field in state.form.fields}
        missing = self.first_missing(state.values)
        if state.asked not in self.fields and (missing or state.asked not in {CONFIRMATION, CHANGE}):
            # An older catalogue asked, or asked for less: what is missing now comes first.
            state = replace(state, asked=missing.name if missing else CONFIRMATION)
        self.state = state

    def take(self, incoming: Incoming) -> Step:
        if incoming.kind == "system":
            return self.go_on(*report(self.voice.catalogue, incoming))
        if incoming.intent in names.CRISIS_INTENTS:  # nobody in danger is asked for a number plate
            helped = reply(self.voice, incoming.intent, self.service.id)
            return Step(said=(helped,), asked=self.state.asked, failures=self.state.failures)
        named = self.fields.get(incoming.entities.get(ENTITY_FIELD, ""))
        if incoming.intent == names.INTENT_INFORM and named and ENTITY_VALUE in incoming.entities:
            return self.take_value(named, incoming.entities[ENTITY_VALUE])
        if incoming.intent == names.INTENT_CHANGE_FIELD and named:
            return Step(said=(self.ask(named),), asked=named.name)
        asked = self.fields.get(self.state.asked)
        return self.at_field(asked, incoming) if asked else self.at_summary(incoming)

    def at_field(self, asked: Field, incoming: Incoming) -> Step:
        """Read the message as the value of a field; what is no value may be a question or a command."""
        question = self.is_question(incoming)
        if incoming.kind == "press":
            return self.leave(incoming) if question else self.go_on()
        checked = check_value(asked, incoming.text, self.voice.language)
        # "Esch" is an answer although two communes are called so.
        fits = not isinstance(checked, FieldProblem) or bool(checked.suggestions)
        if question and (not fits or (asked.type in ANYTHING_FITS and incoming.confidence >= CLEAR)):
            return self.leave(incoming)
        return self.take_value(asked, incoming.text)

    def at_summary(self, incoming: Incoming) -> Step:
        """Wait for the yes to the summary; a no, or the name of a field, leads to a change."""
        labelled = self.field_called(incoming.text)
        if labelled:
            return Step(said=(self.ask(labelled),), asked=labelled.name)
        if incoming.entities.get(ENTITY_SERVICE, self.service.id) != self.service.id:
            return self.go_on()  # the yes below the summary of an earlier form
        if incoming.intent == names.INTENT_AFFIRM:
            # "What should I change?" – "Yes": nothing is sent on such a yes.
            return self.send() if self.state.asked == CONFIRMATION else self.turn_to(CHANGE)
        if incoming.intent == names.INTENT_DENY:
            return self.turn_to(CHANGE if self.state.asked == CONFIRMATION else CONFIRMATION)
        if self.is_question(incoming):
            return self.leave(incoming)
        return self.not_understood()

    def take_value(self, asked: Field, raw: str) -> Step:
        """Check a value; go on to the next field, or say what is wrong and ask again."""
        checked = check_value(asked, raw, self.voice.language)
        if isinstance(checked, FieldProblem):
            failures = self.state.failures + 1
            again = prompts.ask_field_again(
                self.voice, self.service, self.form, asked, problem=checked, person=failures >= PERSON_AFTER
            )
            return Step(said=(again,), asked=asked.name, failures=failures)
        asking, next_asked = self.ask_next({**self.state.values, asked.name: checked.value})
        return Step(said=(asking,), asked=next_asked, values={asked.name: checked.value})

    def leave(self, incoming: Incoming) -> Step:
        """Carry out a command, or answer a question in between and come back to where the form stands."""
        intent = incoming.intent
        if intent == names.INTENT_CANCEL:
            return Step(said=(Response(UTTER_FORM_CANCELLED),), dropped=True)
        if intent == names.INTENT_HUMAN:
            handover = hand_over(incoming, service=self.service.id, fields=self.state.values)
            return Step(said=(handover,), asked=self.state.asked, failures=self.state.failures)
        applied = self.applied_service(intent)
        if applied and applied != self.service.id:
            return Step(said=(Response(UTTER_FORM_SWITCHED),), dropped=True, next_service=applied)
        return self.go_on() if applied else self.go_on(reply(self.voice, intent, self.service.id))

    def send(self) -> Step:
        """File the application."""
        fields = {name: self.state.values[name] for name in self.fields}
        request = ServiceRequest(service=self.service.id, operation=self.form.operation, fields=fields)
        return Step(said=(Response(utter(f"{self.service.id}_waiting"), effects=(request,)),))

    def not_understood(self) -> Step:
        """Ask again after something that is neither yes nor no; offer a person the second time."""
        failures = self.state.failures + 1
        again = failures >= PERSON_AFTER
        buttons = (self.voice.person_button("repeated_failure"),) if again else ()
        said = Response(UTTER_FALLBACK_AGAIN if again else UTTER_FALLBACK, buttons=buttons)
        return Step(said=(said, self.question(self.state.asked)), asked=self.state.asked, failures=failures)

    def turn_to(self, asked: str) -> Step:
        """Ask something else than before."""
        return Step(said=(self.question(asked),), asked=asked)

    def go_on(self, *said: Said) -> Step:
        """Say something, then come back to the question that is still open."""
        asking = self.question(self.state.asked, before=self.voice.text("form_continue"))
        return Step(said=(*said, asking), asked=self.state.asked, failures=self.state.failures)

    def question(self, asked: str, before: str = "") -> Part:
        """Ask what the form waits for."""
        if asked == CHANGE:
            return prompts.ask_which_field(self.voice, self.form, before=before)
        if asked == CONFIRMATION:
            return prompts.ask_confirmation(self.voice, self.service, self.form, self.state.values, before=before)
        return self.ask(self.fields[asked], before=before)

    def ask(self, asked: Field, before: str = "") -> Part:
        return prompts.ask_field(self.voice, self.service, self.form, asked, before=before)

    def ask_next(self, values: Mapping[str, str]) -> tuple[Part, str]:
        """Ask for the first missing field, or for the confirmation."""
        missing = self.first_missing(values)
        if missing:
            return self.ask(missing), missing.name
        return prompts.ask_confirmation(self.voice, self.service, self.form, values), CONFIRMATION

    def first_missing(self, values: Mapping[str, str]) -> Field | None:
        return next((field for field in self.form.fields if field.name not in values), None)

    def field_called(self, text: str) -> Field | None:
        """Find the field whose label the citizen wrote, in any language."""
        written = fold(text)
        return next((field for field in self.form.fields if written in map(fold, field.label.values())), None)

    def applied_service(self, intent: str) -> str | None:
        """Name the service whose form an intent opens."""
        asked = names.split_intent(intent)
        if asked is None or asked[1] != "apply":
            return None
        named = self.service.id if asked[0] == names.ANY_SERVICE else asked[0]
        service = self.voice.catalogue.services.get(named)
        return named if service and service.form else None

    def is_question(self, incoming: Incoming) -> bool:
        """Tell whether the message wants something else than to answer; numbers alone never do."""
        bare = incoming.kind == "text" and not any(character.isalpha() for character in incoming.text)
        if bare or incoming.intent in _NO_QUESTION:
            return False
        other = self.applied_service(incoming.intent) not in {None, self.service.id}
        return incoming.confidence >= CLEAR or not other
