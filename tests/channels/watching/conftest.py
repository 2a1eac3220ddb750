"""The parts of the store over an empty database."""

from tests.channels.store.conftest import store

__all__ = ["store"]
