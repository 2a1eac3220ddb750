"""PostgreSQL for the tests of upgrades."""

from tests.channels.conftest import postgres

__all__ = ["postgres"]
