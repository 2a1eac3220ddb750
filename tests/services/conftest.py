"""Databases shared by the tests of the worker."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete

from contracts.staff_tables import metadata
from contracts.tables import breaker, conversation, file, identity, job, login
from services.database import open_engine
from tests.services.databases import make_tables, postgresql_folder, run_postgresql


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    programs = postgresql_folder()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    with run_postgresql(programs) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """The platform's database with its tables and one conversation."""
    url = f"sqlite:///{tmp_path}/moien.db" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")
    opened = open_engine(url)
    metadata.drop_all(opened)
    make_tables(opened)
    yield opened
    with opened.begin() as connection:
        for table in (job, breaker, file, identity, login, conversation):
            connection.execute(delete(table))
    opened.dispose()
