from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from channels.store.database import Database
from tests.channels.staff_app import Desks


@pytest.fixture
async def desks(database_url: str) -> AsyncIterator[Desks]:
    database = Database(database_url)
    yield Desks(database)
    await database.close()
