"""What somebody has to see to: read from the tables and the folder that say so."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from channels.store.audit import Actor
from channels.store.pauses import Pauses
from channels.store.switches import Switches
from channels.watching.duties import judge_forgetting, read_backup, read_duties
from contracts import metrics
from contracts.forgetting import KINDS, LOOK_EVERY, STALE, Look
from contracts.names import BACKUP_MADE
from contracts.privacy_tables import forgetting_look
from tests.channels.store.conftest import Clock, Store

NOTICE = {"lb": "zou", "fr": "fermé", "de": "zu", "en": "closed"}


@pytest.mark.parametrize(
    ("overdue", "age", "up", "shown"),
    [
        (0, LOOK_EVERY, STALE, 0),
        (3, LOOK_EVERY, STALE, 3),
        (0, 2 * STALE, 2 * STALE, 1),
        (3, 2 * STALE, 2 * STALE, 3),
        (None, None, LOOK_EVERY, 0),
        (None, None, 2 * STALE, 1),
    ],
)
def test_what_is_overdue_or_was_not_looked_for_is_not_zero(
    overdue: int | None, age: timedelta | None, up: timedelta, shown: int
) -> None:
    now = Clock().now
    looks = [Look(kind=kind, overdue=overdue, looked_at=now - age) for kind in KINDS] if age is not None else []
    assert judge_forgetting(looks, now, now - up) == {(kind,): shown for kind in KINDS}


async def test_all_is_read_from_the_database(store: Store, tmp_path: Path) -> None:
    now = store.clock.now
    olga = await store.hire("olga", "publisher")
    who = Actor(id=olga.id, name=olga.display_name)
    await Switches(store.database, now=store.clock).switch_off(who, "llm", NOTICE, None)
    await Switches(store.database, now=store.clock).switch_off(who, "bot", NOTICE, now + timedelta(minutes=5))
    await Pauses(store.database, now=store.clock).pause(who, "tax_card", NOTICE, None)
    async with store.database.write() as connection:
        row = {"kind": "files", "overdue": 4, "looked_at": now, "problem": None}
        await connection.execute(insert(forgetting_look).values(**row))
    async with store.database.read() as connection:
        found = await read_duties(connection, tmp_path, now, now)
        later = await read_duties(connection, tmp_path, now + timedelta(minutes=6), now)
    assert found[metrics.SWITCH_ON] == {("bot",): 1, ("llm",): 1, ("service",): 1}
    assert later[metrics.SWITCH_ON] == {("bot",): 0, ("llm",): 1, ("service",): 1}
    overdue = {labels: value for labels, value in found[metrics.FORGETTING_OVERDUE].items() if value}
    assert overdue == {("files",): 4}
    assert metrics.BACKUP_NEWEST not in found


def test_the_age_of_a_backup_is_that_of_its_mark(tmp_path: Path) -> None:
    (tmp_path / BACKUP_MADE).touch()
    os.utime(tmp_path / BACKUP_MADE, (1_000_000, 1_000_000))
    assert read_backup(tmp_path) == {metrics.BACKUP_NEWEST: {(): 1_000_000}}
