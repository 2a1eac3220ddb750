"""The actions as rasa_sdk runs them: each reads the tracker, asks a pure function, and writes back its decision."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, cast

import msgspec
from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT
from rasa_sdk.types import DomainDict
from typing_extensions import override

from bot.actions import form_turn
from bot.actions.asking import ask_which
from bot.actions.form_state import CHANGE, CONFIRMATION, OpenForm, Step
from bot.actions.free_text import ask_content, tell
from bot.actions.handover import OFFERED_FOR, hand_over
from bot.actions.history import History
from bot.actions.incoming import Incoming, read_incoming, read_paused
from bot.actions.memory import after_report, forget_own, read_claims, read_offers, write_offer
from bot.actions.outcome import Response, say
from bot.actions.replies import call_for_help, reply
from bot.actions.reports import report
from bot.actions.start import not_startable, read_start, startable
from bot.actions.values import askable
from bot.actions.voice import Voice
from bot.names import (
    ACTION_AGREE,
    ACTION_ANSWER,
    ACTION_ASK,
    ACTION_CRISIS,
    ACTION_FALLBACK,
    ACTION_HANDOVER,
    ACTION_REPORT,
    ACTION_START,
    ACTION_TELL,
    ENTITY_REASON,
    SLOT_FAILURES,
    UTTER_NOTHING_TO_CONFIRM,
    change_slot,
    confirm_slot,
    offer_slots,
    validation_action,
)
from contracts.answers import Answer
from contracts.catalogue.model import Catalogue, Form, Service, slot_name
from contracts.languages import LANGUAGES, Language
from contracts.names import ANY_SERVICE, INTENT_HUMAN, SLOT_LANGUAGE, form_name, service_intent


class _TurnAction(Action, ABC):
    """What all actions share: the catalogue, the citizen's language, the message, the past."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def voice(self, tracker: Tracker) -> Voice:
        language = tracker.get_slot(SLOT_LANGUAGE)
        if language not in LANGUAGES:
            raise ValueError(f"slot {SLOT_LANGUAGE}: {language!r} is none of {', '.join(LANGUAGES)}")
        return Voice(self.catalogue, cast("Language", language), read_paused(tracker.latest_message))

    @override
    @abstractmethod
    def name(self) -> str: ...


class ActionFallback(_TurnAction):
    """Has the official content searched for what was not understood."""

    @override
    def name(self) -> str:
        return ACTION_FALLBACK

    @override
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        incoming = read_incoming(tracker.latest_message)
        say(dispatcher, ask_content(self.voice(tracker), incoming, History(tracker.events)))
        return []


class ActionTell(_TurnAction):
    """Tells what was found in the official content."""

    @override
    def name(self) -> str:
        return ACTION_TELL

    @override
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        answer = msgspec.convert(read_incoming(tracker.latest_message).data, Answer)
        say(dispatcher, tell(self.voice(tracker), answer, History(tracker.events)))
        return []


class ActionAsk(_TurnAction):
    """Asks which of two or three things was meant."""

    @override
    def name(self) -> str:
        return ACTION_ASK

    @override
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        say(dispatcher, ask_which(self.voice(tracker), read_incoming(tracker.latest_message)))
        return []


class ActionAnswer(_TurnAction):
    """Answers a question about a service, or about the one that was talked about before."""

    @override
    def name(self) -> str:
        return ACTION_ANSWER

    @override
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        intent = read_incoming(tracker.latest_message).intent
        service = History(tracker.events).last_service(self.catalogue)
        if intent == service_intent(ANY_SERVICE, "apply") and service and self.catalogue.services[service].form:
            return [FollowupAction(form_name(service))]
        say(dispatcher, reply(self.voice(tracker), intent, service))
        return []


class ActionCrisis(_TurnAction):
    """Answers somebody in danger."""

    @override
    def name(self) -> str:
        return ACTION_CRISIS

    @override
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        service = History(tracker.events).last_service(self.catalogue)
        say(dispatcher, call_for_help(read_incoming(tracker.latest_message).intent, service))
        return []


class ActionHandover(_TurnAction):
    """Calls a person."""

    @override
    def name(self) -> str:
        return ACTION_HANDOVER

    @override
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        service = History(tracker.events).last_service(self.catalogue)
        say(dispatcher, hand_over(read_incoming(tracker.latest_message), service=service, fields={}))
        return []


class ActionReport(_TurnAction):
    """Says how a job went, or that the citizen logged in or out."""

    @override
    def name(self) -> str:
        return ACTION_REPORT

    @override
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        incoming = read_incoming(tracker.latest_message)
        for said in report(self.voice(tracker), incoming):
            say(dispatcher, said)
        return _set(after_report(self.catalogue, incoming, tracker.slots))


class ActionStart(_TurnAction):
    """Opens the form that an agent begins for the citizen; its own action reads what the agent filled in."""

    @override
    def name(self) -> str:
        return ACTION_START

    @override
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        voice, start = self.voice(tracker), read_start(read_incoming(tracker.latest_message))
        service = startable(voice, start) if start else None
        if service is not None:
            return [FollowupAction(form_name(service.id))]
        say(dispatcher, not_startable(voice))
        return []


class ActionAgree(_TurnAction):
    """Answers a yes outside of forms: it agrees to what the bot offered last, a person or an application."""

    @override
    def name(self) -> str:
        return ACTION_AGREE

    @override
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        history = History(tracker.events)
        offered = {button.intent: button for button in history.last_offers()}
        for service in self.catalogue.services.values():
            if service.form and service_intent(service.id, "apply") in offered:
                return [FollowupAction(form_name(service.id))]
        person = offered.get(INTENT_HUMAN)
        if person is not None and person.entities.get(ENTITY_REASON) in OFFERED_FOR:
            agreed = Incoming(kind="text", intent=INTENT_HUMAN, entities=person.entities)
            say(dispatcher, hand_over(agreed, service=history.last_service(self.catalogue), fields={}))
            return []
        say(dispatcher, Response(UTTER_NOTHING_TO_CONFIRM))
        return []


class FormAction(_TurnAction):
    """Takes every message while the form of a service is open, and asks for its next field.

    Rasa runs it as the form's validation action: when the form opens, and after each message. It always sets
    ``requested_slot`` itself (None ends the form), so Rasa asks nothing on its own.
    """

    @property
    @abstractmethod
    def service(self) -> Service:
        """The service the form belongs to."""

    @property
    @abstractmethod
    def form(self) -> Form:
        """The form."""

    @override
    def name(self) -> str:
        return validation_action(self.service.id)

    @override
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        voice, open_form = self.voice(tracker), self._read_state(tracker)
        incoming = read_incoming(tracker.latest_message)
        if History(tracker.events).form_began(form_name(self.service.id)):
            step = form_turn.begin(voice, open_form, incoming)
        else:
            step = form_turn.take(voice, open_form, incoming)
        for said in step.said:
            say(dispatcher, said)
        noted = after_report(self.catalogue, incoming, tracker.slots, open_service=self.service.id)
        return [*_set(noted), *self._write_state(step, tracker.slots)]

    def _read_state(self, tracker: Tracker) -> OpenForm:
        slots, requested = self._slots(), tracker.get_slot(REQUESTED_SLOT)
        known = {field.name: tracker.slots.get(slots[field.name]) for field in askable(self.form)}
        return OpenForm(
            service=self.service,
            form=self.form,
            values={name: str(value) for name, value in known.items() if value},
            asked=next((asked for asked, slot in slots.items() if slot == requested), ""),
            failures=int(tracker.get_slot(SLOT_FAILURES) or 0),
            offers=read_offers(self.service, tracker.slots),
            claims=read_claims(tracker.slots),
        )

    def _write_state(self, step: Step, before: Mapping[str, Any]) -> list[EventType]:
        slots = self._slots()
        events = _set({slots[name]: None for name in step.forgotten} | {slots[n]: v for n, v in step.values.items()})
        events += _set({offer_slots(self.service)[name]: write_offer(offer) for name, offer in step.offers.items()})
        events.append(SlotSet(SLOT_FAILURES, step.failures))
        if step.asked:
            return [*events, SlotSet(REQUESTED_SLOT, slots[step.asked])]
        if step.dropped:
            events += _set(forget_own(self.service, before))
        events += [SlotSet(REQUESTED_SLOT, None), ActiveLoop(None)]
        if step.next_service:
            events.append(FollowupAction(form_name(step.next_service)))
        return events

    def _slots(self) -> dict[str, str]:
        """Name the slot of everything the form can ask for."""
        special = {CONFIRMATION: confirm_slot(self.service.id), CHANGE: change_slot(self.service.id)}
        return {field.name: slot_name(self.service.id, field) for field in self.form.fields} | special


def _set(slots: Mapping[str, Any]) -> list[EventType]:
    return [SlotSet(name, value) for name, value in slots.items()]


def _make_form_action(service: Service, form: Form) -> type[FormAction]:
    attributes: dict[str, Any] = {"service": service, "form": form, "__module__": __name__}
    return type(f"Form_{service.id}", (FormAction,), attributes)


_ACTIONS: tuple[type[_TurnAction], ...] = (
    ActionFallback,
    ActionTell,
    ActionAsk,
    ActionAnswer,
    ActionCrisis,
    ActionHandover,
    ActionReport,
    ActionStart,
    ActionAgree,
)


def make_actions(catalogue: Catalogue) -> list[Action]:
    """Make all actions of this catalogue: those of the bot, and one for each form."""
    forms = [_make_form_action(it, it.form) for it in catalogue.services.values() if it.form is not None]
    return [make(catalogue) for make in (*_ACTIONS, *forms)]
