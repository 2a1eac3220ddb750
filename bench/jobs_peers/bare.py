"""Bare Celery over Redis on the same administration, results in Redis: the peer of ``bench/jobs.py``.

No row in SQL, no lease, no idempotency key, no breaker, nothing validated: a message that is lost is lost.
"""

from __future__ import annotations

import functools
import os

import httpx
from celery import Celery

app = Celery("bare", broker=os.environ["MOIEN_REDIS_URL"], backend=os.environ["MOIEN_REDIS_URL"])
app.conf.update(worker_hijack_root_logger=False, broker_connection_retry_on_startup=True, task_acks_late=True)


@functools.cache
def client() -> httpx.Client:
    return httpx.Client(base_url=os.environ["MOIEN_SANDBOX_URL"], trust_env=False)


@app.task
def file(fields: dict[str, str]) -> str:
    answer = client().post("/residence-certificates", json=fields).raise_for_status()
    return str(answer.json()["reference"])
