"""The processes of the platform: commands, ports, health, and what must stand before each starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from launcher.health import Health, heartbeat_is_fresh, http_answers, redis_answers
from launcher.redis_server import redis_command
from launcher.settings import Settings

NEEDS = {
    "redis": ("platform",),
    "rasa": ("model",),
    "actions": ("model",),
    "sandbox": ("platform",),
    # After the model: a catalogue with mistakes is told once.
    "answers": ("model",),
    # The model, not Rasa: the gateway starts beside Rasa, and is ready when Rasa is.
    "gateway": ("redis", "accounts", "web", "model"),
    "worker": ("redis", "accounts"),
}
"""By process: the steps of the set-up and the processes that must stand before it starts."""
NAMES = tuple(NEEDS)


@dataclass(frozen=True)
class Process:
    """One process and how to know that it is ready."""

    name: str
    argv: tuple[str, ...]
    health: Health
    port: int | None = None
    heartbeat: Path | None = None
    """File that ``health`` looks at; one that a predecessor left behind must not speak for its successor."""


def describe_process(settings: Settings, name: str) -> Process:
    """How to run a process; the environment that it runs in must stand.

    Raises:
        Problem: there is no Redis server.
    """
    host, port = settings.reached_at, settings.ports.get(name)
    if name == "redis":
        return Process(name, tuple(redis_command(settings)), redis_answers(host, settings.ports[name]), port)
    if name == "worker":
        heartbeat = settings.run_dir / "worker.ready"
        argv = (str(settings.python("platform")), "-m", "services.worker")
        return Process(name, argv, heartbeat_is_fresh(heartbeat), heartbeat=heartbeat)
    environment, module, path = {
        "rasa": ("bot", "bot.server", "/webhooks/moien/health"),
        "actions": ("bot", "bot.action_server", "/health"),
        "sandbox": ("platform", "services.sandbox", "/healthz"),
        "answers": ("platform", "nlu.answer", "/healthz"),
        "gateway": ("platform", "channels", "/readyz"),
    }[name]
    argv = (str(settings.python(environment)), "-m", module)
    return Process(name, argv, http_answers(host, settings.ports[name], path), port)


def addresses(settings: Settings) -> dict[str, str]:
    """What a person opens in the browser."""
    gateway = settings.public_url or settings.url("gateway")
    return {
        "demo page": f"{gateway}/demo/",
        "agent console": f"{gateway}/console/",
        "studio": f"{gateway}/studio/",
        "sandbox administration (files nothing anywhere)": f"{settings.url('sandbox')}/docs",
    }


def log_file(settings: Settings, name: str) -> Path:
    """Where a process writes."""
    return settings.logs_dir / f"{name}.log"
