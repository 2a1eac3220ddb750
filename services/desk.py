"""Everything that one worker process works with, opened after the fork: connections, clients, and who uses them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from celery import Celery
from redis import Redis

from contracts.files import FileStore
from services.backoff import Backoff
from services.breaker import Breaker
from services.clock import utc_now
from services.connectors.document import Document
from services.connectors.operation import RetryPolicy
from services.connectors.registry import Connectors
from services.database import open_engine
from services.files import JobFiles
from services.follow_up import FollowUp
from services.forgetting.selftest import SelfTest
from services.forgetting.trackers import HttpTrackerDoor
from services.jobs import JobStore
from services.messenger import RedisMessenger
from services.meters import CountedCalls
from services.rehearsal import CallRehearsal
from services.retention import Retention
from services.runner import JobRunner, Rules
from services.settings import MAX_WAIT_SECONDS, WorkerSettings

REDIS_SECONDS = 5.0
"""How long Redis may take for a piece of what the self-test of forgetting asks."""


@dataclass(frozen=True)
class Desk:
    """Who does the tasks of one worker process."""

    runner: JobRunner
    follow_up: FollowUp
    retention: Retention
    selftest: SelfTest
    rehearsal: CallRehearsal

    @classmethod
    def open(cls, settings: WorkerSettings, documents: Mapping[str, Document], app: Celery) -> Self:
        """Return a desk with connections of its own."""
        engine = open_engine(settings.database_url)
        store = FileStore(settings.files_dir)
        trackers = HttpTrackerDoor(settings.rasa_url)
        files = JobFiles(engine, store, settings.keep_files)
        messenger = RedisMessenger(app, settings.redis_url)
        backoff = Backoff(random.SystemRandom().random)
        pauses = RetryPolicy(settings.breaker_failures, settings.breaker_pause, settings.breaker_pause)
        breaker = Breaker(engine, backoff=backoff, pauses=pauses, trial_seconds=settings.hard_limit)
        connectors = CountedCalls(Connectors(documents, settings.connector, breaker, utc_now))
        follow_up_every = timedelta(seconds=settings.follow_up_every)
        rules = Rules(
            retries=RetryPolicy(settings.job_attempts, settings.job_retry_base, MAX_WAIT_SECONDS),
            patience=timedelta(seconds=settings.job_patience),
            look_up_patience=timedelta(seconds=settings.look_up_patience),
            follow_up=follow_up_every,
        )
        return cls(
            runner=JobRunner(
                JobStore(engine, files, settings.job_lease),
                files,
                connectors,
                messenger,
                backoff=backoff,
                rules=rules,
                now=utc_now,
            ),
            follow_up=FollowUp(engine, files, connectors, messenger, every=follow_up_every, now=utc_now),
            retention=Retention(engine, store, trackers, terms=settings.terms, logs_dir=settings.logs_dir, now=utc_now),
            selftest=SelfTest(
                engine,
                store,
                trackers,
                Redis.from_url(settings.redis_url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS),
                terms=settings.terms,
                logs_dir=settings.logs_dir,
                now=utc_now,
            ),
            rehearsal=CallRehearsal(engine, documents, settings.rehearsal_connector, utc_now),
        )
