"""What comes of measurements: percentiles, medians over interleaved rounds, and how they are shown and kept."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least ``share`` (0 to 1) of the values do not exceed; raises ValueError."""
    if not values:
        raise ValueError("no values: nothing was measured")
    if not 0 < share <= 1:
        raise ValueError(f"share is {share}; give one above 0 and at most 1")
    ordered = sorted(values)
    rank = -int(-share * len(ordered) // 1)
    return ordered[rank - 1]


@dataclass
class Latencies:
    """Times of turns of one kind, in seconds."""

    seconds: list[float] = field(default_factory=list)

    def milliseconds(self, share: float) -> float:
        """Return a percentile in milliseconds."""
        return 1000 * percentile(self.seconds, share)


@dataclass
class Round:
    """What one peer did in one round."""

    turns: int
    """How many turns were done while it lasted."""
    lasted: float
    """Seconds."""
    latencies: Latencies

    @property
    def rate(self) -> float:
        """Turns per second."""
        return self.turns / self.lasted


def median_rate(rounds: Sequence[Round]) -> float:
    """Return the median of the rounds' rates: one that other work disturbed does not move it."""
    return statistics.median(one.rate for one in rounds)


def median_ratio(ours: Sequence[Round], theirs: Sequence[Round]) -> float:
    """Return the median of ours over theirs, round by round: what disturbs both in a round falls out of it."""
    return statistics.median(one.rate / other.rate for one, other in zip(ours, theirs, strict=True))


def block_medians(values: Sequence[float], size: int) -> list[float]:
    """Return the medians of blocks of ``size`` values; a last one that is not full counts where it is half full."""
    blocks = [values[start : start + size] for start in range(0, len(values), size)]
    return [statistics.median(block) for block in blocks if 2 * len(block) >= size]


@dataclass
class Table:
    """Results of a scenario, with what they were measured on."""

    scenario: str
    columns: tuple[str, ...]
    machine: dict[str, object]
    rows: list[tuple[str | float | int, ...]] = field(default_factory=list)
    goals: dict[str, str] = field(default_factory=dict)
    """By goal: what came of it."""

    def add(self, *values: str | float) -> None:
        """Add a row and print it at once: a long run is watched."""
        if len(values) != len(self.columns):
            raise ValueError(f"{len(values)} values for {len(self.columns)} columns")
        if not self.rows:
            print(f"\n{self.scenario}\n{_line(self.columns)}\n{_line(['---'] * len(self.columns))}")
        self.rows.append(values)
        print(_line(values), flush=True)

    def judge(self, goal: str, measured: float, bound: float, *, at_most: bool = True) -> None:
        """Say whether a goal is reached."""
        reached = measured <= bound if at_most else measured >= bound
        self.goals[goal] = f"{_shown(measured)}: {'reached' if reached else 'missed'}"
        print(f"goal: {goal}: {self.goals[goal]}", flush=True)


def write(path: Path, tables: Sequence[Table]) -> None:
    """Write results as JSON."""
    path.write_text(json.dumps([asdict(table) for table in tables], indent=1, ensure_ascii=False), encoding="utf-8")


def _line(values: Sequence[str | float]) -> str:
    return f"| {' | '.join(_shown(value) for value in values)} |"


def _shown(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if isinstance(value, int) or abs(value) >= 1000 else f"{value:.1f}"
