"""Names that replace imports between rooms: intents, actions, slots, tasks, queues and channels on Redis.

Each of them has a test that both ends agree (``tests/contracts/test_names.py``).
"""

from __future__ import annotations

from typing import Literal, get_args

SystemIntent = Literal[
    "system_job_succeeded",
    "system_job_rejected",
    "system_job_failed",
    "system_handed_back",
]
"""Intents of system turns: only the hub can send them, no sentence is trained on them."""

SYSTEM_INTENTS: tuple[SystemIntent, ...] = get_args(SystemIntent)

FALLBACK_INTENT = "nlu_fallback"
"""The intent Rasa gives a message that no trained intent explains well enough."""

# Intents that buttons of the bot carry and that the form actions read.
INTENT_AFFIRM = "affirm"
INTENT_DENY = "deny"
INTENT_INFORM = "inform"
"""Pressing a choice of a field; entities ``field`` and ``value``."""
INTENT_CHANGE_FIELD = "change_field"
"""Asking to give a field of the summary again; entity ``field``."""
INTENT_CANCEL = "cancel"
INTENT_RESTART = "restart"
INTENT_HUMAN = "human"
INTENT_HELP = "help"

SLOT_LANGUAGE = "language"
"""The Rasa slot whose value picks the variation of a response."""

TURN_CHANNEL = "moien"
"""Name of the Rasa input channel; its door is ``/webhooks/moien/turns``."""

# Celery.
TASK_RUN_JOB = "services.run_job"
"""Runs one job; argument: the job's id."""
QUEUE_JOBS = "moien.jobs"

# Redis publish/subscribe.
TOPIC_CONVERSATION_MOVED = "moien:conversation-moved"
"""Payload: the conversation's id. Whoever shows that conversation reads on from the log."""
TOPIC_JOB_MOVED = "moien:job-moved"
"""Payload: the job's id. The hub looks at the job's row."""
TOPIC_DESK_MOVED = "moien:desk-moved"
"""Payload empty. Something in the queue of tickets changed."""
TOPIC_PASSING = "moien:passing"
"""Payload JSON, between gateways: who is writing, whether the bot is at work. Never stored, nothing depends on it."""


def about_intent(service: str) -> str:
    """Name of the intent that asks what a service is and how to get it."""
    return f"{service}_about"


def apply_intent(service: str) -> str:
    """Name of the intent that starts the form of a service."""
    return f"{service}_apply"


def form_name(service: str) -> str:
    """Name of the Rasa form of a service."""
    return f"{service}_form"
