"""What carries a command out: one statement; each kind of command has its own in the modules beside this one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import singledispatch
from typing import Any, NamedTuple

from sqlalchemy import Executable

from channels.core import commands as do


@dataclass(frozen=True, kw_only=True, slots=True)
class Leases:
    """How long turns are kept from others."""

    turn: timedelta
    """One process has a turn for itself; it asks for more while it works."""
    postponed: timedelta
    """Until a system turn that failed is due again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """What every command of one transaction shares."""

    conversation: str
    now: datetime
    leases: Leases
    newest_words: str = ""
    """Beginning of what the citizen said last, for a ticket that is opened."""
    trace: str | None = None
    """What turns and jobs belong to (``contracts/tracing.py``)."""


class Write(NamedTuple):
    """A statement and the values of its parameters, by name."""

    statement: Executable
    values: dict[str, Any] | None = None


@singledispatch
def write(command: do.Command, _context: Context) -> Write | None:
    """Return what carries a command out; None where the sender is all it is about."""
    if isinstance(command, do.Acknowledge):
        return None
    raise TypeError(f"nothing writes {type(command).__name__}")
