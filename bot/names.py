"""Names that the compiled model and the action server both use: actions, slots and responses of the bot."""

from __future__ import annotations

from contracts.catalogue.model import Service
from contracts.names import form_name

ACTION_FALLBACK = "action_fallback"
ACTION_HANDOVER = "action_handover"
ACTION_REPORT = "action_report"
ACTION_START = "action_start"
ACTION_AGREE = "action_agree"
ACTION_ANSWER = "action_answer"
ACTION_ASK = "action_ask"
ACTION_CRISIS = "action_crisis"
ACTION_TELL = "action_tell"

SLOT_FAILURES = "failures"
"""How often in a row the open form got no usable answer."""

SLOT_IDENTITY = "identity"
"""What the login says about the citizen, as JSON; empty while nobody is logged in."""

ENTITY_FIELD = "field"
ENTITY_VALUE = "value"
ENTITY_REASON = "reason"
ENTITY_SERVICE = "service"

UTTER_HELP = "utter_help"
UTTER_RESTART = "utter_restart"
UTTER_EMPTY = "utter_empty"
UTTER_OTHER_LANGUAGE = "utter_other_language"
UTTER_OUT_OF_SCOPE = "utter_out_of_scope"
UTTER_FALLBACK = "utter_fallback"
UTTER_FALLBACK_AGAIN = "utter_fallback_again"
UTTER_FORM_CANCELLED = "utter_form_cancelled"
UTTER_FORM_SWITCHED = "utter_form_switched"
UTTER_HANDED_BACK = "utter_handed_back"
UTTER_HANDOVER_OPENED = "utter_handover_opened"
UTTER_NOTHING_TO_CONFIRM = "utter_nothing_to_confirm"
UTTER_LOGGED_IN = "utter_logged_in"
UTTER_LOGGED_OUT = "utter_logged_out"
UTTER_FILE_NOT_NOW = "utter_file_not_now"

WORDED: dict[str, str] = {
    UTTER_RESTART: "restarted",
    UTTER_EMPTY: "empty_message",
    UTTER_FALLBACK: "fallback",
    UTTER_FALLBACK_AGAIN: "fallback_again",
    UTTER_FORM_CANCELLED: "form_cancelled",
    UTTER_FORM_SWITCHED: "form_switched",
    UTTER_HANDED_BACK: "handed_back",
    UTTER_HANDOVER_OPENED: "handover_opened",
    UTTER_NOTHING_TO_CONFIRM: "nothing_to_confirm",
    UTTER_LOGGED_IN: "logged_in",
    UTTER_LOGGED_OUT: "logged_out",
    UTTER_FILE_NOT_NOW: "file_not_now",
}
"""Responses that are one sentence of the wording, by the key of that sentence."""


def utter(name: str) -> str:
    """Name of the response that answers an intent of no service, for instance ``utter_greet``."""
    return f"utter_{name}"


def rejection_name(service: str, code: str) -> str:
    """Name of the response for a rejection with this reason code."""
    return f"utter_{service}_rejected_{code}"


def validation_action(service: str) -> str:
    """Name that Rasa gives the action of a form: it takes each answer and asks for the next field."""
    return f"validate_{form_name(service)}"


def confirm_slot(service: str) -> str:
    """Name of the slot a form asks for last: the citizen's yes to the summary. It never keeps a value."""
    return f"{service}_confirm"


def change_slot(service: str) -> str:
    """Name of the slot a form asks for after a no to the summary: which field is wrong. It never keeps a value."""
    return f"{service}_change"


def offer_slots(service: Service) -> dict[str, str]:
    """Names of the slots, by field, that keep what no catalogue can name: choices on offer, files; as JSON."""
    fields = service.form.fields if service.form else []
    offered = [field.name for field in fields if field.choices_from or field.type == "file"]
    return {name: f"{service.id}__{name}__offer" for name in offered}
