"""Names that replace imports between rooms: intents, actions, slots, tasks, queues and channels on Redis.

Each of them has a test that both ends agree (``tests/contracts/test_names.py``).
"""

from __future__ import annotations

from typing import Literal, get_args

SystemIntent = Literal[
    "system_job_succeeded",
    "system_job_rejected",
    "system_job_failed",
    "system_job_delayed",
    "system_job_cancelled",
    "system_job_ready",
    "system_logged_in",
    "system_logged_out",
    "system_handed_back",
    "system_start_service",
    "system_answer",
]
"""Intents of system turns: only the hub can send them, no sentence is trained on them."""

SYSTEM_INTENTS: tuple[SystemIntent, ...] = get_args(SystemIntent)

ANSWER_INTENT: SystemIntent = "system_answer"
"""The system turn in which the bot words an answer to free text."""

START_INTENT: SystemIntent = "system_start_service"
"""The system turn with which an agent begins a form for the citizen."""

Question = Literal["about", "documents", "fee", "time", "place", "apply"]
"""What a citizen wants of a service: a kind of intent."""

QUESTIONS: tuple[Question, ...] = get_args(Question)

ANY_SERVICE = "question"
"""Stands in place of a service in the intents of questions that name none ("and what does that cost?")."""

CrisisKind = Literal["suicide", "violence", "emergency"]
"""What a person in danger writes about."""

CRISIS_KINDS: tuple[CrisisKind, ...] = get_args(CrisisKind)

HARMLESS_INTENT = "nlu_harmless"
"""The intent of messages that resemble cries for help; nothing is done on it but what is done on any free text."""

CRISIS_INTENTS = frozenset(f"crisis_{kind}" for kind in CRISIS_KINDS)
"""Intents of people in danger: they go before everything else."""

ABUSE_INTENT = "abuse"
"""The intent of insults: never a reason not to hear a cry for help beside them."""

# Outcomes of the understanding that are no intent of a service.
FALLBACK_INTENT = "nlu_fallback"
"""No trained intent explains the message well enough: free text."""
ASK_INTENT = "nlu_ask"
"""Two or three intents explain it about as well: ask which one is meant."""
EMPTY_INTENT = "nlu_empty"
"""Nothing readable is left of the message, for example only emoji."""
OTHER_LANGUAGE_INTENT = "nlu_other_language"
"""The message is in a language other than the four."""
OUT_OF_SCOPE_INTENT = "out_of_scope"
"""The message is on a matter that is none of the bot's; trained on sentences of its own."""

DECISION_INTENTS = (FALLBACK_INTENT, ASK_INTENT, EMPTY_INTENT, OTHER_LANGUAGE_INTENT)
"""Intents that the understanding gives a message itself; no sentence is trained on them."""

# Intents that buttons of the bot carry and that the form actions read.
INTENT_AFFIRM = "affirm"
INTENT_DENY = "deny"
INTENT_INFORM = "inform"
"""Pressing a choice of a field; entities ``field`` and ``value``."""
INTENT_INFORM_FILE = "inform_file"
"""Sending a file; no button carries it, and no sentence is trained on it."""
INTENT_CHANGE_FIELD = "change_field"
"""Asking to give a field of the summary again; entity ``field``."""
INTENT_CANCEL = "cancel"
INTENT_RESTART = "restart"
INTENT_HUMAN = "human"
INTENT_COMPLAINT = "complaint"
"""Somebody is not content with the administration, an agent or the bot; a person may take it up."""
INTENT_HELP = "help"

SLOT_LANGUAGE = "language"
"""The Rasa slot whose value picks the variation of a response."""

TURN_CHANNEL = "moien"
"""Name of the Rasa input channel; its door is ``/webhooks/moien/turns``."""

# Celery.
TASK_RUN_JOB = "services.run_job"
"""Runs one job; argument: the job's id."""
QUEUE_JOBS = "moien.jobs"
TASK_FOLLOW_UP = "services.follow_up"
"""Asks administrations where applications stand that are not ready yet; no argument."""
TASK_RETAIN = "services.retain"
"""Deletes what has been kept long enough; no argument."""
TASK_LOOK_FOR_FORGOTTEN = "services.look_for_forgotten"
"""Looks whether everything is deleted that should be; no argument."""
QUEUE_HOUSE = "moien.house"
"""Queue of the tasks that beat sends; jobs of citizens never wait behind them."""
TASK_TRY_DRAFT = "services.training.try_draft"
"""Trains a draft and compares it with what is live; argument: the trial's id."""
TASK_REHEARSE_CALL = "services.rehearse_call"
"""Prepares a call that somebody tries in the studio, and sends it to the sandbox if there is one; argument: its id."""
QUEUE_TRAINING = "moien.training"
"""Queue of trials, with a worker process of its own: one takes a minute of a whole core."""

BACKUP_MADE = "backup.made"
"""File in the state folder whose age is that of the newest backup."""

# Redis publish/subscribe.
TOPIC_CONVERSATION_MOVED = "moien:conversation-moved"
"""Payload: the conversation's id. Whoever shows that conversation reads on from the log."""
TOPIC_JOB_MOVED = "moien:job-moved"
"""Payload: the job's id. The hub looks at the job's row."""
TOPIC_DESK_MOVED = "moien:desk-moved"
"""Payload: the gateway that says so, which knows already. Something on the agents' desk changed."""
TOPIC_PASSING = "moien:passing"
"""Payload JSON, between gateways: who is writing, whether the bot is at work. Never stored, nothing depends on it."""


def service_intent(service: str, question: Question) -> str:
    """Name of the intent that asks a question about a service."""
    return f"{service}_{question}"


def split_intent(intent: str) -> tuple[str, Question] | None:
    """Give the service and the question of an intent; ``None`` for an intent of no service."""
    service, _, kind = intent.rpartition("_")
    question: dict[str, Question] = {name: name for name in QUESTIONS}
    return (service, question[kind]) if service and kind in question else None


def crisis_intent(kind: CrisisKind) -> str:
    """Name of the intent of a person in danger."""
    return f"crisis_{kind}"


def form_name(service: str) -> str:
    """Name of the Rasa form of a service."""
    return f"{service}_form"


ENTITY_SERVICE_NAME = "service_name"
"""Type of an entity that names a service; its value is the service's id. The other types are types of fields."""

SERVICE_TABLE = "service:"
"""How the names of the NLU's lookup tables begin that hold the names of a service; behind it stands its id."""
