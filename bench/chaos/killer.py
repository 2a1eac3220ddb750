"""Kills one process after the other with SIGKILL at random moments; the seed says which and when."""

from __future__ import annotations

import contextlib
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.chaos.second import NAME as SECOND
from bench.chaos.second import SecondGateway
from tests.channels.servers import PostgresServer
from tests.stack.platform import Platform

POSTGRESQL = "postgresql"
SLOW = ("rasa",)
"""What takes longer to start than recovery may take: half a minute of imports."""


@dataclass(frozen=True)
class Death:
    """One process died."""

    name: str
    at: float
    """Monotonic seconds."""


@dataclass
class Killer:
    """Kills processes while `run` runs."""

    platform: Platform
    names: tuple[str, ...]
    seed: int
    pause: tuple[float, float]
    """Seconds between two deaths, at least and at most."""
    postgresql: PostgresServer | None = None
    second: SecondGateway | None = None
    deaths: list[Death] = field(default_factory=list)

    def run(self, until: float) -> None:
        """Kill until a moment (monotonic). In the main thread: PostgreSQL ends with the thread that has started it."""
        chance = random.Random(self.seed)
        # Every process dies as often as the others, in an order of chance.
        round_of: list[str] = []
        while (now := time.monotonic()) < until:
            time.sleep(min(chance.uniform(*self.pause), until - now))
            if not round_of:
                round_of = chance.sample(self.names, len(self.names))
            name = round_of.pop()
            {POSTGRESQL: self._kill_postgresql, SECOND: self._kill_second}.get(name, self._killer_of(name))()

    @property
    def counts(self) -> Counter[str]:
        """How often each died."""
        return Counter(death.name for death in self.deaths)

    def _killer_of(self, name: str) -> Callable[[], None]:
        def kill() -> None:
            at = time.monotonic()
            # It may be down already, and its supervisor about to start it anew.
            with contextlib.suppress(ProcessLookupError, AssertionError):
                self.platform.kill(name)
                self.deaths.append(Death(name, at))

        return kill

    def _kill_second(self) -> None:
        assert self.second is not None
        self.deaths.append(Death(SECOND, time.monotonic()))
        self.second.kill()

    def _kill_postgresql(self) -> None:
        assert self.postgresql is not None
        self.deaths.append(Death(POSTGRESQL, time.monotonic()))
        self.postgresql.kill()
        self.postgresql.serve()
