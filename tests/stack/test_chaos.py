"""A short course of chaos on the real platform with PostgreSQL: nothing is lost, doubled or out of order.

``./moien bench chaos`` is the long one. Rasa is not killed here: its start alone takes half a minute.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bench.chaos.killer import POSTGRESQL
from bench.chaos.run import Course, stir
from tests.channels.servers import PostgresServer, find_postgres

pytestmark = [
    pytest.mark.stack,
    pytest.mark.slow,
    pytest.mark.timeout(900),
]

KILLED = ("gateway", "actions", "worker", "redis", "sandbox", POSTGRESQL)
PROGRAMS = find_postgres()


@pytest.mark.skipif(PROGRAMS is None, reason="PostgreSQL's server is not installed")
def test_whatever_dies_nothing_is_lost_doubled_or_out_of_order(tmp_path: Path) -> None:
    assert PROGRAMS is not None
    server = PostgresServer(PROGRAMS)
    server.start()
    try:
        course = Course(
            names=KILLED, seed=20261130, seconds=60, citizens=8, applicants=3, pause=(1.0, 5.0), postgresql=server
        )
        done = stir(tmp_path, course, MOIEN_DATABASE_URL=server.create("chaos"))
    finally:
        server.stop()
    deaths = Counter(death.name for death in done.deaths)
    assert set(deaths) == set(KILLED), f"too few deaths to prove anything: {deaths}"
    assert done.verdict.messages > len(done.diaries)
    assert done.applications
    assert all(diary.breaks for diary in done.diaries), "a killed gateway breaks every connection"
    assert done.verdict.holds, str(done.verdict)
