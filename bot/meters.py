"""Counts and times the turns of a process that takes some: the bot that serves, and the one for rehearsals."""

from __future__ import annotations

from contracts.metering import Counter, Histogram
from contracts.metrics import BOT_TURN_SECONDS, BOT_TURNS

TURNS = Counter(BOT_TURNS)
TURN_SECONDS = Histogram(BOT_TURN_SECONDS)
