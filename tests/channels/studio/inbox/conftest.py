from __future__ import annotations

from tests.channels.store.conftest import store

__all__ = ["store"]
