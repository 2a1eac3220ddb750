"""Every metric of the platform: its name, what it counts, its labels and their bounds, and which processes show it.

Only what stands here is measured. A label takes its values from a closed list, or from names of the catalogue; ids,
texts and anything else of a citizen have no place here, and `contracts.metering` lets none in.
"""

from __future__ import annotations

from typing import get_args

from contracts.answers import Standing
from contracts.effects import HandoverReason
from contracts.errors import ErrorCode
from contracts.jobs import JobKind, JobState
from contracts.languages import Language
from contracts.metric import (
    ACTIONS,
    ANSWERS,
    BEAT,
    CALL_SECONDS,
    GATEWAY,
    LAG_SECONDS,
    RASA,
    REHEARSAL,
    TRAINING,
    TRIAL_SECONDS,
    TURN_SECONDS,
    WORKER,
    Label,
    Metric,
    counter,
    gauge,
    histogram,
)
from contracts.names import (
    QUEUE_HOUSE,
    QUEUE_JOBS,
    QUEUE_TRAINING,
    TASK_FOLLOW_UP,
    TASK_LOOK_FOR_FORGOTTEN,
    TASK_RETAIN,
)

_service = Label("service")
_administration = Label("administration")
_queue = Label("queue")
_language = Label("language", get_args(Language))
_door = Label("door", ("citizen", "agent", "poll"))
_kind = Label("kind", ("text", "press", "file", "system", "question"))
_job_kind = Label("kind", get_args(JobKind))
_job_state = Label("state", get_args(JobState))

# What the gateway does -----------------------------------------------------------------------------------------

TURNS = counter(
    "moien_turns_total",
    GATEWAY,
    "Turns that left the outbox, by what asked and how it went; postponed ones are asked again.",
    _kind,
    Label("outcome", ("answered", "refused", "unavailable", "bot_off", "lease_lost", "broke_off")),
)
TURN_STAGES = histogram(
    "moien_turn_stage_seconds",
    GATEWAY,
    "How long the stages of a turn take: storing a message until it can be acknowledged, waiting in the outbox, the "
    "bot, the answer server, storing the answer, and the whole from the stored message to the stored answer.",
    TURN_SECONDS,
    Label("stage", ("acknowledging", "waiting", "bot", "answers", "storing", "whole")),
)
DECISIONS = counter(
    "moien_decisions_total",
    GATEWAY,
    "Texts of citizens by what the bot decided: fallback is free text.",
    _language,
    Label("decision", ("understood", "ask", "fallback", "out_of_scope", "other_language", "empty", "crisis")),
)
FREE_TEXT = counter(
    "moien_free_text_total",
    GATEWAY,
    "Questions to the answer server by what came back: unknown is an abstention, unreachable no answer at all.",
    _language,
    Label("standing", (*get_args(Standing), "unreachable")),
)
ACKNOWLEDGED = counter(
    "moien_messages_acknowledged_total", GATEWAY, "Messages of citizens and agents that were acknowledged as stored."
)
CHECKED = counter(
    "moien_messages_checked_total", GATEWAY, "Acknowledged messages that were looked for in the database seconds later."
)
UNCHECKED = counter(
    "moien_messages_unchecked_total", GATEWAY, "Acknowledged messages that were too many at once to be looked for."
)
LOST = counter(
    "moien_messages_lost_total",
    GATEWAY,
    "Acknowledged messages whose event is not in the log, or whose turn neither waits nor runs nor ended. Must be 0.",
    Label("what", ("event", "turn")),
)
SOCKETS = gauge("moien_sockets", GATEWAY, "Sockets and polling calls that are open now.", _door)
SOCKETS_OPENED = counter("moien_sockets_opened_total", GATEWAY, "Sockets and polling calls so far.", _door)
SLOW_READERS = counter("moien_slow_readers_total", GATEWAY, "Sockets cut because the client read too slowly.", _door)
FRAMES_REFUSED = counter(
    "moien_frames_refused_total",
    GATEWAY,
    "Frames that were refused, by code.",
    _door,
    Label("code", get_args(ErrorCode)),
)
HANDOVERS_OPENED = counter(
    "moien_handovers_opened_total", GATEWAY, "Handovers, by reason.", Label("reason", get_args(HandoverReason))
)
HANDOVERS_CLAIMED = counter("moien_handovers_claimed_total", GATEWAY, "Handovers that an agent claimed.")
HANDOVERS_CLOSED = counter(
    "moien_handovers_closed_total",
    GATEWAY,
    "Handovers that ended, by how.",
    Label("ending", ("closed", "given_back", "cancelled", "call_back")),
)
JOBS_STORED = counter(
    "moien_jobs_stored_total", GATEWAY, "Jobs that conversations led to, by service.", _service, _job_kind
)
DATABASE_CONNECTIONS = gauge(
    "moien_database_connections",
    GATEWAY,
    "Connections of the gateway to the database.",
    Label("pool", ("writer", "reader", "glancer")),
    Label("state", ("in_use", "idle")),
)

# What the gateway reads in the database, in Redis and on the disk when it is asked. Each gateway reads the same.

DATABASE_UP = gauge("moien_database_up", GATEWAY, "1 when the database answered just now.")
REDIS_UP = gauge("moien_redis_up", GATEWAY, "1 when Redis answered just now.")
BOT_UP = gauge("moien_bot_up", GATEWAY, "1 when the bot answered just now and has a model.")
TURNS_WAITING = gauge("moien_turns_waiting", GATEWAY, "Turns that are due and that no gateway has taken.")
TURNS_OLDEST = gauge("moien_turns_oldest_seconds", GATEWAY, "Age of the oldest of them; 0 without any.")
JOBS = gauge("moien_jobs", GATEWAY, "Jobs in the database, by administration and state.", _administration, _job_state)
JOBS_DELAYED = gauge("moien_jobs_delayed", GATEWAY, "Queued jobs whose administration cannot be reached.")
JOBS_OLDEST = gauge(
    "moien_jobs_oldest_seconds",
    GATEWAY,
    "Age of the oldest job that is due and that no worker has taken; 0 without any.",
)
BREAKER_OPEN = gauge(
    "moien_breaker_open", GATEWAY, "1 for an administration that counts as down: its breaker is open.", _administration
)
QUEUE_LENGTH = gauge(
    "moien_queue_length",
    GATEWAY,
    "Messages in a queue of Celery that no worker has taken.",
    Label("queue", (QUEUE_JOBS, QUEUE_HOUSE, QUEUE_TRAINING)),
)
HANDOVERS_WAITING = gauge("moien_handovers_waiting", GATEWAY, "Citizens who wait for a person, by queue.", _queue)
HANDOVERS_OLDEST = gauge(
    "moien_handovers_oldest_seconds", GATEWAY, "How long the first of them has waited, by queue.", _queue
)
DISK_FREE = gauge("moien_disk_free_bytes", GATEWAY, "Free space where the state folder lies.")
DISK_SIZE = gauge("moien_disk_size_bytes", GATEWAY, "Size of the disk where the state folder lies.")
CERTIFICATE_EXPIRES = gauge(
    "moien_certificate_expires_timestamp_seconds",
    GATEWAY,
    "When the certificate of MOIEN_PUBLIC_URL expires (Unix time); absent without https.",
)
CERTIFICATE_UP = gauge(
    "moien_certificate_up",
    GATEWAY,
    "1 when MOIEN_PUBLIC_URL showed a certificate at the last look; absent without https.",
)
BACKUP_NEWEST = gauge(
    "moien_backup_newest_timestamp_seconds", GATEWAY, "When the newest backup was made (Unix time); absent without any."
)
FORGETTING_OVERDUE = gauge(
    "moien_forgetting_overdue",
    GATEWAY,
    "Things kept longer than the rules allow, by kind; at least 1, too, where nobody looked for them lately.",
    Label("kind"),
)
ERASURE_LEDGER_BEHIND = gauge(
    "moien_erasure_ledger_behind_seconds",
    GATEWAY,
    "How long ago a gateway last knew that every erasure stands in the ledger beside the database; a few seconds.",
)
SWITCH_ON = gauge(
    "moien_switch_on",
    GATEWAY,
    "1 while the bot or the language model is switched off; how many services are offline.",
    Label("switch", ("bot", "llm", "service")),
)

# What the others do --------------------------------------------------------------------------------------------

LOOP_LAG = Metric(
    "moien_event_loop_lag_seconds",
    "histogram",
    (GATEWAY, RASA, ACTIONS, ANSWERS, REHEARSAL),
    "How much later than it should an event loop comes back to a task: a long one answers nobody.",
    (),
    LAG_SECONDS,
)
BOT_TURNS = Metric(
    "moien_bot_turns_total",
    "counter",
    (RASA, REHEARSAL),
    "Turns that Rasa was asked, by outcome.",
    (Label("outcome", ("answered", "failed", "bad_request", "loading")),),
)
BOT_TURN_SECONDS = Metric(
    "moien_bot_turn_seconds", "histogram", (RASA, REHEARSAL), "How long Rasa takes for a turn.", (), TURN_SECONDS
)
ACTIONS_RUN = counter(
    "moien_actions_total", ACTIONS, "Actions that Rasa had run, by outcome.", Label("outcome", ("done", "failed"))
)
ACTION_SECONDS = histogram("moien_action_seconds", ACTIONS, "How long an action takes.", TURN_SECONDS)
ANSWERS_GIVEN = counter(
    "moien_answers_total",
    ANSWERS,
    "Answers to free text by what came of the question.",
    _language,
    Label("standing", (*get_args(Standing), "broke_off")),
)
ANSWER_STEPS = histogram(
    "moien_answer_step_seconds",
    ANSWERS,
    "How long each step on the way to an answer takes.",
    TURN_SECONDS,
    Label(
        "step",
        ("guard", "route", "rewrite", "retrieve", "compose", "check", "compose_again", "check_again", "extract"),
    ),
)
ANSWERS_IN_PROGRESS = gauge("moien_answers_in_progress", ANSWERS, "Questions in progress or waiting.")
MODEL_UP = gauge(
    "moien_language_model_up", ANSWERS, "1 while the language model serves; absent where none is configured."
)
MODEL_CALLS = counter(
    "moien_language_model_calls_total",
    ANSWERS,
    "Questions to the language model, by outcome.",
    Label("outcome", ("answered", "unavailable", "busy", "slow", "cut_off", "refused")),
)
JOB_CALLS = counter(
    "moien_job_calls_total",
    WORKER,
    "Calls to administrations for jobs, by outcome; down means that the breaker let none through.",
    _administration,
    Label("outcome", ("succeeded", "rejected", "retry", "down", "failed")),
)
JOB_CALL_SECONDS = histogram(
    "moien_job_call_seconds", WORKER, "How long calls to administrations take.", CALL_SECONDS, _administration
)
JOBS_ENDED = counter(
    "moien_jobs_ended_total",
    WORKER,
    "Jobs that a worker ended, by administration and state.",
    _administration,
    _job_state,
)
BEAT_SENT = counter(
    "moien_beat_sent_total",
    BEAT,
    "Tasks that beat sent.",
    Label("task", (TASK_FOLLOW_UP, TASK_RETAIN, TASK_LOOK_FOR_FORGOTTEN)),
)
BEAT_TICK = gauge(
    "moien_beat_tick_timestamp_seconds", BEAT, "When beat last looked at its schedule with Redis there (Unix time)."
)
TRIALS = counter(
    "moien_trials_total",
    TRAINING,
    "Trials of drafts, by how they ended.",
    Label("outcome", ("succeeded", "cancelled", "stopped", "failed", "lost")),
)
TRIAL_SECONDS_SPENT = histogram("moien_trial_seconds", TRAINING, "How long trials of drafts take.", TRIAL_SECONDS)

METRICS: tuple[Metric, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Metric))
"""All of them, in the order above."""
