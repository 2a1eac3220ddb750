"""Trials in a database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, select

from contracts.staff_tables import staff
from contracts.studio_tables import review, trial

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
FILES = {"catalogue/passport.yaml": "title: x\n", "desk/old.yaml": None}

PERSON = {
    "id": "s1",
    "name": "claire",
    "display_name": "Claire",
    "roles": ["owner"],
    "languages": {},
    "services": {},
    "administrations": {},
    "capacity": 1,
    "active": True,
    "created_at": NOW,
}


class Trials:
    """The table, as the studio writes it and reads it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add(self, trial_id: str = "t1", **values: Any) -> str:
        row = {
            "id": trial_id,
            "state": "queued",
            "done": 0,
            "cancel": False,
            "files": FILES,
            "asked_by": "s1",
            "asked_at": NOW,
        }
        with self.engine.begin() as connection:
            connection.execute(insert(trial).values(row | values))
        return trial_id

    def add_review(self, review_id: str) -> None:
        row = {"id": review_id, "title": "t", "state": "waiting", "note": "", "submitted_by": "s1", "submitted_at": NOW}
        with self.engine.begin() as connection:
            connection.execute(insert(review).values(row))

    def cancel(self, trial_id: str = "t1") -> None:
        with self.engine.begin() as connection:
            connection.execute(trial.update().where(trial.c.id == trial_id).values(cancel=True))

    def read(self, trial_id: str = "t1") -> Any:
        with self.engine.connect() as connection:
            return connection.execute(select(trial).where(trial.c.id == trial_id)).one()


@pytest.fixture
def trials(engine: Engine) -> Iterator[Trials]:
    with engine.begin() as connection:
        connection.execute(insert(staff).values(PERSON))
    yield Trials(engine)
    with engine.begin() as connection:
        connection.execute(delete(trial))
        connection.execute(delete(review))
        connection.execute(delete(staff))
