"""The file that says what is running: written by ``up``, read by ``down`` and ``status``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass
class ProcessState:
    """How one process stands."""

    state: str = "waiting"
    """``waiting``, ``starting``, ``ready``, ``not ready`` (it was), ``crashed`` or ``stopped``."""
    pid: int | None = None
    port: int | None = None
    since: float = 0.0
    """Unix time of the last start."""
    restarts: int = 0


@dataclass
class PlatformState:
    """How the platform stands."""

    pid: int
    """Of the supervising ``./moien up``."""
    born: str
    """When that process began, as the kernel counts it: another process may have the same pid later."""
    addresses: dict[str, str] = field(default_factory=dict)
    processes: dict[str, ProcessState] = field(default_factory=dict)


def write_state(path: Path, state: PlatformState) -> None:
    """Replace the file as a whole, so that a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".new")
    half.write_text(json.dumps(asdict(state), indent=1), encoding="utf-8")
    half.replace(path)


def read_state(path: Path) -> PlatformState | None:
    """What runs now; None when the file is absent or its ``up`` is gone."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        processes = {name: ProcessState(**state) for name, state in raw.pop("processes").items()}
        state = PlatformState(**raw, processes=processes)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return state if birth_of(state.pid) == state.born else None


def runs(pid: int) -> bool:
    """Whether a process of this id is there and not a zombie."""
    return birth_of(pid) is not None


def birth_of(pid: int) -> str | None:
    """When a process began, in clock ticks since the machine started (proc(5), field 22 of stat); None when gone."""
    try:
        # The second field, the command in brackets, may hold anything.
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]
