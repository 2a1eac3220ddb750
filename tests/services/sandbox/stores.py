"""The sandbox's file for tests, with all its offices."""

from datetime import UTC, datetime
from pathlib import Path

from services.sandbox.applications import Applications
from services.sandbox.appointments import appointment_offices
from services.sandbox.register import Register
from services.sandbox.store import Store

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
READY_AFTER = 20.0


def open_store(file: Path) -> Store:
    return Store(file, {**Applications(Register.read(), READY_AFTER).offices(), **appointment_offices()})
