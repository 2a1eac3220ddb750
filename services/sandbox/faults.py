"""Faults that the sandbox plays on demand, so that tests can show what Moien does about them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, cast, get_args

FaultKind = Literal["delay", "error", "unavailable", "commit-then-timeout", "malformed", "conflict"]
RequestKind = Literal["file", "look_up"]
"""Files something or takes it back; only reads."""

DEFAULT_SECONDS: dict[FaultKind, float] = {"delay": 5, "unavailable": 1, "commit-then-timeout": 60}
"""Of the kinds that have a duration; how long they last where the text does not say."""
LONGEST_SECONDS = 600.0
HOW_TO_WRITE = f"write one of {', '.join(get_args(FaultKind))}, with :seconds if wanted"


@dataclass(frozen=True)
class Fault:
    """One fault.

    ``delay``: the answer comes later. ``error``: status 500. ``unavailable``: status 503 with Retry-After.
    ``commit-then-timeout``: what was asked is done, the answer comes later. ``malformed``: it is done, the answer is
    cut off in the middle. ``conflict``: a repeated key gets status 409 instead of the first answer again.
    """

    kind: FaultKind
    seconds: float = 0


def parse_fault(text: str) -> Fault:
    """Read ``kind`` or ``kind:seconds``; raises ValueError saying what to write."""
    kind, _, seconds_text = text.strip().partition(":")
    if kind not in get_args(FaultKind):
        raise ValueError(f"{text!r} is no fault; {HOW_TO_WRITE}")
    fault_kind = cast("FaultKind", kind)
    if not seconds_text:
        return Fault(fault_kind, DEFAULT_SECONDS.get(fault_kind, 0))
    try:
        seconds = float(seconds_text)
    except ValueError:
        seconds = -1
    if fault_kind not in DEFAULT_SECONDS or not 0 <= seconds <= LONGEST_SECONDS:
        raise ValueError(
            f"{text!r}: only {', '.join(DEFAULT_SECONDS)} take seconds, from 0 to {LONGEST_SECONDS:g}, after the colon"
        )
    return Fault(fault_kind, seconds)


class Faults:
    """Which fault the next request meets: its header's, else the first in its queue, else the setting's."""

    def __init__(self, always: Fault | None = None) -> None:
        """``always``: the fault of every request without another."""
        self._always = always
        self._queues: dict[RequestKind, deque[Fault]] = {"file": deque(), "look_up": deque()}

    def plan(self, filings: Iterable[Fault], look_ups: Iterable[Fault] = ()) -> None:
        """Replace both queues. They are apart, so that a question never uses up the fault planned for a filing."""
        self._queues = {"file": deque(filings), "look_up": deque(look_ups)}

    def next(self, kind: RequestKind, header: str | None) -> Fault | None:
        """Return the fault of the next request; raises ValueError for a header that names none."""
        if header is not None:
            return parse_fault(header)
        queue = self._queues[kind]
        return queue.popleft() if queue else self._always
