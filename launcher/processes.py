"""The processes of the platform: commands, ports, health, and who must be ready before whom."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from launcher.health import Health, heartbeat_is_fresh, http_answers, redis_answers
from launcher.redis_server import redis_command
from launcher.settings import Settings

NAMES = ("redis", "rasa", "actions", "sandbox", "gateway", "worker")
"""Order of starting; they stop in the reverse order. Rasa comes early, since it is the slowest."""


@dataclass(frozen=True)
class Process:
    """One process and how to know that it is ready."""

    name: str
    argv: tuple[str, ...]
    health: Health
    port: int | None = None


def describe_processes(settings: Settings) -> dict[str, Process]:
    """Every process of the platform by name, in the order of starting."""
    host, ports = settings.host, settings.ports
    platform, bot = str(settings.python("platform")), str(settings.python("bot"))
    heartbeat = settings.run_dir / "worker.ready"

    def http(name: str, python: str, module: str, path: str) -> Process:
        return Process(name, (python, "-m", module), http_answers(host, ports[name], path), ports[name])

    described = (
        Process("redis", tuple(redis_command(settings)), redis_answers(host, ports["redis"]), ports["redis"]),
        http("rasa", bot, "bot.server", "/webhooks/moien/health"),
        http("actions", bot, "bot.action_server", "/health"),
        http("sandbox", platform, "services.sandbox", "/healthz"),
        http("gateway", platform, "channels", "/readyz"),
        Process("worker", (platform, "-m", "services.worker"), heartbeat_is_fresh(heartbeat)),
    )
    return {process.name: process for process in described}


def addresses(settings: Settings) -> dict[str, str]:
    """What a person opens in the browser."""
    gateway = settings.url("gateway")
    return {
        "demo page": f"{gateway}/demo/",
        "agent console": f"{gateway}/console/",
        "studio": f"{gateway}/studio/",
        "sandbox administration (files nothing anywhere)": f"{settings.url('sandbox')}/docs",
    }


def log_file(settings: Settings, name: str) -> Path:
    """Where a process writes."""
    return settings.logs_dir / f"{name}.log"
