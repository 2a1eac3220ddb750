"""The same in the bot's environment, which has an older OpenTelemetry."""

from __future__ import annotations

from tests.contracts.test_tracing import *  # noqa: F403
