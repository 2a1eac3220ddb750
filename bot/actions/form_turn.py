"""One turn of an open form: what the citizen's message does to it. A pure function of form and message."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from bot.actions import prompts
from bot.actions.course import PERSON_AFTER, Course
from bot.actions.form_events import happen
from bot.actions.form_state import CHANGE, CONFIRMATION, OpenForm, Step
from bot.actions.handover import hand_over
from bot.actions.incoming import Incoming
from bot.actions.offers import NOTHING, of_file
from bot.actions.outcome import Response
from bot.actions.pauses import is_paused, say_paused
from bot.actions.replies import reply
from bot.actions.start import read_start, start_form
from bot.actions.values import check_value, find_values
from bot.actions.voice import Voice
from bot.names import (
    ENTITY_FIELD,
    ENTITY_SERVICE,
    ENTITY_VALUE,
    UTTER_FALLBACK,
    UTTER_FALLBACK_AGAIN,
    UTTER_FILE_NOT_NOW,
    UTTER_FORM_CANCELLED,
    UTTER_FORM_SWITCHED,
    utter,
)
from contracts import names
from contracts.catalogue.model import Field
from contracts.jobs import Document
from contracts.parts import FieldType, Part
from nlu.text.fields import FieldProblem

ANYTHING_FITS: frozenset[FieldType] = frozenset({"address", "text"})
"""Types whose check accepts nearly any sentence: there a clear question or command goes before the value."""

CLEAR = 0.7
"""Confidence from which a sentence that would fit such a field is a question or a command, and from which asking for
another application drops this one."""

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

    What the message that opened it holds, or the agent who opened it filled in, counts as said. A form whose fields
    are all known (a second attempt) shows its summary at once. A look-up shows none, so there a value given elsewhere
    is only offered. The form of a service that is offline is not opened.
    """
    if is_paused(voice, open_form.service):
        return Step(said=(say_paused(voice, open_form.service),))
    look_up = open_form.form.kind == "look_up"
    known = replace(open_form, values={}) if look_up else open_form
    course = Course(voice, known, remembered=open_form.values if look_up else None)
    intro = Response(utter(f"{open_form.service.id}_intro"))
    start = read_start(incoming)
    if start is not None:
        step = start_form(course, start, intro)
    else:
        step = course.proceed(find_values(open_form.form, incoming, voice.language), intro)
    if look_up:
        return replace(step, forgotten=step.forgotten | frozenset(open_form.values) - frozenset(step.values))
    second_attempt = start is None and step.asked == CONFIRMATION and not course.is_locked
    return replace(step, said=step.said[1:]) if second_attempt else step


def take(voice: Voice, open_form: OpenForm, incoming: Incoming) -> Step:
    """Take the citizen's answer, command or question, a file, or a system turn, while the form is open."""
    course = Course(voice, open_form)
    if incoming.kind == "system":
        return happen(course, incoming)
    turn = _Turn(course)
    return turn.take_offline(incoming) if is_paused(voice, open_form.service) else turn.take(incoming)


class _Turn:
    """A message of the citizen, at the place where the form stands."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.voice = course.voice
        self.service = course.service
        self.state = course.state

    def take(self, incoming: Incoming) -> Step:
        if incoming.intent in names.CRISIS_INTENTS:  # nobody in danger is asked for a number plate
            return self.course.stay(reply(self.voice, incoming.intent, self.service.id))
        if incoming.kind == "file":
            return self.take_file(incoming)
        named = self.course.fields.get(incoming.entities.get(ENTITY_FIELD, ""))
        if incoming.intent == names.INTENT_INFORM and named and ENTITY_VALUE in incoming.entities:
            return self.take_value(named, incoming.entities[ENTITY_VALUE])
        if incoming.intent == names.INTENT_CHANGE_FIELD and named:
            return self.course.turn_to(named.name)
        if self.course.is_locked or self.course.is_stuck:
            return self.at_halt(incoming)
        asked = self.course.asked
        return self.at_field(asked, incoming) if asked else self.at_summary(incoming)

    def take_offline(self, incoming: Incoming) -> Step:
        """The service went offline: the form ends here with what it knows, whatever it was asked."""
        intent = incoming.intent
        if intent in names.CRISIS_INTENTS:
            return self.course.stay(reply(self.voice, intent, self.service.id))
        question = self.is_question(incoming)
        applied = self.applied_service(intent)
        if question and (intent in {names.INTENT_CANCEL, names.INTENT_HUMAN} or applied not in {None, self.service.id}):
            return self.leave(incoming)
        asked = names.split_intent(intent)
        elsewhere = question and asked is not None and asked[0] not in {names.ANY_SERVICE, self.service.id}
        others = (reply(self.voice, intent, self.service.id),) if elsewhere else ()
        return Step(said=(say_paused(self.voice, self.service), *others))

    def at_halt(self, incoming: Incoming) -> Step:
        """There is nothing to answer: the login is still to come, or there is nothing to choose from."""
        if self.is_question(incoming):
            return self.leave(incoming)
        if incoming.kind == "press":
            return self.course.go_on()
        labelled = self.course.field_called(incoming.text)
        if labelled and labelled != self.course.asked and not self.course.is_locked:
            return self.course.turn_to(labelled.name)
        if incoming.intent == names.INTENT_AFFIRM and not self.course.is_locked:
            return self.look_again()
        return self.course.ask_again()

    def at_field(self, asked: Field, incoming: Incoming) -> Step:
        """Read the message as the value of a field; what is no value may be a question or a command."""
        question = self.is_question(incoming)
        if incoming.kind == "press":
            return self.leave(incoming) if question else self.course.go_on()
        if asked.type == "file":
            return self.leave(incoming) if question else self.course.stay(self.file_missing(asked), failures=0)
        checked = check_value(asked, incoming.text, self.voice.language, self.state.offers)
        # "Esch" is an answer although two communes are called so.
        fits = not isinstance(checked, FieldProblem) or bool(checked.suggestions)
        if question and (not fits or (asked.type in ANYTHING_FITS and incoming.confidence >= CLEAR)):
            return self.leave(incoming)
        return self.take_value(asked, incoming.text)

    def at_summary(self, incoming: Incoming) -> Step:
        """Wait for the yes to the summary; a no, or the name of a field, leads to a change."""
        labelled = self.course.field_called(incoming.text)
        if labelled:
            return self.course.turn_to(labelled.name)
        if incoming.entities.get(ENTITY_SERVICE, self.service.id) != self.service.id:
            return self.course.go_on()  # the yes below the summary of an earlier form
        if incoming.intent == names.INTENT_AFFIRM:
            # "What should I change?" – "Yes": nothing is sent on such a yes.
            return self.course.send() if self.state.asked == CONFIRMATION else self.course.turn_to(CHANGE)
        if incoming.intent == names.INTENT_DENY:
            return self.course.turn_to(CHANGE if self.state.asked == CONFIRMATION else CONFIRMATION)
        if self.is_question(incoming):
            return self.leave(incoming)
        again = self.state.failures + 1 >= PERSON_AFTER
        buttons = (self.voice.person_button("repeated_failure"),) if again else ()
        return self.course.ask_again(Response(UTTER_FALLBACK_AGAIN if again else UTTER_FALLBACK, buttons=buttons))

    def take_value(self, asked: Field, raw: str) -> Step:
        """Check a value; go on to the next field, or say what is wrong and ask again."""
        if asked.type == "file" or self.course.has_nothing_to_choose(asked):
            return self.course.go_on()
        checked = check_value(asked, raw, self.voice.language, self.state.offers)
        if isinstance(checked, FieldProblem):
            failures = self.state.failures + 1
            again = prompts.ask_field_again(
                self.voice, self.state, asked, problem=checked, person=failures >= PERSON_AFTER
            )
            return Step(said=(again,), asked=asked.name, failures=failures)
        return self.course.proceed({asked.name: checked.value})

    def take_file(self, incoming: Incoming) -> Step:
        """Take a file where one is asked for; anywhere else say that none is needed now."""
        asked = self.course.asked
        if asked is None or asked.type != "file" or self.course.is_locked:
            return self.course.go_on(Response(UTTER_FILE_NOT_NOW))
        document = msgspec.convert(incoming.data, Document)
        return self.course.proceed({asked.name: document.id}, offers={asked.name: of_file(document)})

    def file_missing(self, asked: Field) -> Part:
        return prompts.ask_file_again(self.voice, self.state, asked)

    def look_again(self) -> Step:
        """Have the choices of the field looked up once more; one look-up at a time is enough."""
        asked = self.course.asked
        if asked is None or self.course.is_waiting:
            return self.course.go_on()
        return self.course.proceed({}, offers={asked.name: NOTHING})

    def leave(self, incoming: Incoming) -> Step:
        """Carry out a command, or answer a question in between and come back to where the form stands."""
        intent = incoming.intent
        if intent == names.INTENT_CANCEL:
            return Step(said=(Response(UTTER_FORM_CANCELLED),), dropped=True)
        if intent == names.INTENT_HUMAN:
            return self.course.stay(hand_over(incoming, service=self.service.id, fields=self.course.known_fields()))
        applied = self.applied_service(intent)
        if applied and applied != self.service.id:
            return Step(said=(Response(UTTER_FORM_SWITCHED),), dropped=True, next_service=applied)
        if applied:
            return self.look_again() if self.course.is_stuck else self.course.go_on()
        return self.course.go_on(reply(self.voice, intent, self.service.id))

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
        applied = self.applied_service(incoming.intent)
        if applied == self.service.id and incoming.kind == "text" and any(one.isdigit() for one in incoming.text):
            return False  # "my reference is RC-2026-000001" is no second application
        return incoming.confidence >= CLEAR or applied in {None, self.service.id}
