"""By alert: series with which it fires, series with which it does not, and when one looks. One step is a minute."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Case:
    """What one alert is tried with: values by series, in Prometheus' notation."""

    fires: dict[str, str]
    calm: dict[str, str]
    after: str = "20m"
    labels: dict[str, str] = field(default_factory=dict)
    """Labels of the alert that fires, beside its severity."""


ANSWERS = 'moien_turn_stage_seconds_bucket{stage="whole",le="%s"}'
LATE = 'moien_event_loop_lag_seconds_bucket{job="gateway",instance="a",le="%s"}'
TEXTS = 'moien_decisions_total{language="fr",decision="%s"}'
UP = 'up{job="%s",instance="a"}'
EXPIRES = "moien_certificate_expires_timestamp_seconds"
LEDGER = 'moien_erasure_ledger_behind_seconds{instance="a"}'
BACKUP = "moien_backup_newest_timestamp_seconds"


def away(job: str, **more: object) -> Case:
    """A process of which none answers, and one of which one of two does."""
    calm = {UP % job: "1x120", f'up{{job="{job}",instance="b"}}': "0x120"}
    return Case({UP % job: "0x120"}, calm, **more)  # type: ignore[arg-type]


def over(series: str, high: str, low: str, **more: object) -> Case:
    """A gauge that is too high, and one that is not."""
    return Case({series: f"{high}x900"}, {series: f"{low}x900"}, **more)  # type: ignore[arg-type]


CASES: dict[str, Case] = {
    "MessageLost": Case(
        {'moien_messages_lost_total{what="event"}': "0x10 1x60"},
        {'moien_messages_lost_total{what="event"}': "0x70", 'moien_messages_lost_total{what="turn"}': "3x70"},
        labels={"what": "event"},
    ),
    "MessagesUnchecked": over("moien_messages_unchecked_total", "0+1", "7"),
    "ForgettingOverdue": over('moien_forgetting_overdue{kind="files"}', "2", "0", labels={"kind": "files"}),
    "ErasureLedgerBehind": Case(
        {LEDGER: "0+60x60", "moien_database_up": "1x60"},
        {LEDGER: "0+60x60", "moien_database_up": "0x60"},
        labels={"instance": "a"},
    ),
    "BackupTooOld": Case({BACKUP: "0x3000"}, {BACKUP: "0x1200 100000x1800"}, after="40h"),
    "NoBackup": Case({"moien_database_up": "1x1600"}, {"moien_database_up": "1x1600", BACKUP: "0x1600"}, after="25h"),
    "TurnsSlow": Case(
        {ANSWERS % "5": "0+90x60", ANSWERS % "10": "0+100x60", ANSWERS % "+Inf": "0+100x60"},
        {ANSWERS % "5": "0+99x60", ANSWERS % "10": "0+100x60", ANSWERS % "+Inf": "0+100x60"},
        after="30m",
    ),
    "TurnsWait": Case(
        {'moien_turns_oldest_seconds{instance="a"}': "0+60x60"}, {'moien_turns_oldest_seconds{instance="a"}': "30x60"}
    ),
    "TurnsFail": Case(
        {'moien_turns_total{kind="text",outcome="unavailable"}': "0+2x60"},
        {'moien_turns_total{kind="text",outcome="answered"}': "0+900x60"},
    ),
    "FallbackRises": Case(
        {TEXTS % "fallback": "0+1x1600 1601+6x120", TEXTS % "understood": "0+9x1720"},
        {TEXTS % "fallback": "0+3x1720", TEXTS % "understood": "0+9x1720"},
        after="28h",
    ),
    "AnswersUnreachable": Case(
        {'moien_free_text_total{language="fr",standing="unreachable"}': "0+1x60"},
        {'moien_free_text_total{language="fr",standing="unknown"}': "0+9x60"},
    ),
    "LanguageModelAway": over("moien_language_model_up", "0", "1"),
    "JobsWait": over("moien_jobs_oldest_seconds", "0+60", "20"),
    "QueueLong": over('moien_queue_length{queue="moien.jobs"}', "300", "100", labels={"queue": "moien.jobs"}),
    "BreakerOpen": over('moien_breaker_open{administration="taxes"}', "1", "0", labels={"administration": "taxes"}),
    "JobsFail": Case(
        {'moien_jobs_ended_total{administration="taxes",state="failed"}': "0+1x60"},
        {'moien_jobs_ended_total{administration="taxes",state="succeeded"}': "0+9x60"},
        labels={"administration": "taxes"},
    ),
    "HandoversWait": over(
        'moien_handovers_oldest_seconds{queue="general"}', "600+60", "300", labels={"queue": "general"}
    ),
    "SwitchedOffLong": over('moien_switch_on{switch="bot"}', "1", "0", after="13h", labels={"switch": "bot"}),
    "FramesRefused": Case(
        {'moien_frames_refused_total{door="citizen",code="too_fast"}': "0+900x60"},
        {'moien_frames_refused_total{door="citizen",code="too_fast"}': "0+60x60"},
        labels={"door": "citizen", "code": "too_fast"},
    ),
    "SlowReaders": Case(
        {'moien_slow_readers_total{door="citizen"}': "0+20x60"}, {'moien_slow_readers_total{door="citizen"}': "0+1x60"}
    ),
    "NoGateway": away("gateway"),
    "NoWorker": away("worker"),
    "NoBeat": Case(
        {UP % "beat": "1x60", "moien_beat_tick_timestamp_seconds": "0x60"},
        {UP % "beat": "1x60", "moien_beat_tick_timestamp_seconds": "0+60x60"},
    ),
    "NoActions": away("actions"),
    "NoBot": Case(
        {"moien_bot_up": "1x5 0x60"}, {'moien_bot_up{instance="a"}': "0x60", 'moien_bot_up{instance="b"}': "1x60"}
    ),
    "NoAnswers": away("answers"),
    "NoTraining": away("training"),
    "NoCollector": away("otel-collector"),
    "DatabaseAway": over("moien_database_up", "0", "1"),
    "DatabaseBusy": over(
        'moien_database_connections{instance="a",pool="writer",state="in_use"}', "19", "5", labels={"instance": "a"}
    ),
    "RedisAway": over("moien_redis_up", "0", "1"),
    "EventLoopLate": Case(
        {LATE % "0.25": "0+5x60", LATE % "1": "0+60x60", LATE % "+Inf": "0+60x60"},
        {LATE % "0.25": "0+60x60", LATE % "1": "0+60x60", LATE % "+Inf": "0+60x60"},
        labels={"job": "gateway", "instance": "a"},
    ),
    "DiskFull": Case(
        {"moien_disk_free_bytes": "5x60", "moien_disk_size_bytes": "100x60"},
        {"moien_disk_free_bytes": "50x60", "moien_disk_size_bytes": "100x60"},
    ),
    "CertificateExpires": Case({EXPIRES: f"{10 * 86400}x200"}, {EXPIRES: f"{60 * 86400}x200"}, after="2h"),
    "CertificateAway": over("moien_certificate_up", "0", "1", after="3h"),
}
