"""The processes of the platform: commands, ports, health, and what must stand before each starts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from launcher.health import Health, heartbeat_is_fresh, http_answers, redis_answers
from launcher.identity import gateway_variables, provider_variables
from launcher.redis_server import redis_command
from launcher.settings import DEFAULT_PORTS, Settings

NEEDS = {
    "redis": ("platform",),
    "rasa": ("model",),
    "actions": ("model",),
    "rehearsal": ("model",),
    "sandbox": ("platform",),
    "eid": ("platform",),
    # After the model: a catalogue with mistakes is told once.
    "answers": ("model",),
    # The model, not Rasa: the gateway starts beside Rasa, and is ready when Rasa is.
    "gateway": ("redis", "accounts", "web", "model"),
    "worker": ("redis", "accounts"),
    "beat": ("redis", "accounts"),
    # After the model: a draft is compared with it.
    "training": ("redis", "accounts", "model"),
    "llm": ("llm weights",),
    "embeddings": ("llm environment",),
}
"""By process: the steps of the set-up and the processes that must stand before it starts."""
NAMES = tuple(NEEDS)
SERVERS = {
    "rasa": ("bot", "bot.server", "/readyz"),
    "actions": ("bot", "bot.action_server", "/readyz"),
    "rehearsal": ("bot", "bot.rehearsal.server", "/readyz"),
    "sandbox": ("platform", "services.sandbox", "/readyz"),
    "eid": ("platform", "services.eid", "/readyz"),
    "answers": ("platform", "nlu.answer", "/readyz"),
    "gateway": ("platform", "channels", "/readyz"),
    "embeddings": ("llm", "nlu.llm.embeddings", "/health"),
}
"""By process of ours that answers calls: its environment, its module, and the path that says whether it is ready."""
WORKERS = ("worker", "beat", "training")
"""Processes that answer no calls; a file that they touch says whether they are ready."""
MODELS = ("llm", "embeddings")
"""Processes that serve models, where the settings name some. Loading a model takes minutes: nothing waits for them, and
until they are ready, or while they fail, free text is answered as without them."""
TOKENS_AT_ONCE = 4096
"""Tokens of one question with its sources and its answer, for which the language model keeps memory."""
BLOCK = 32
"""Tokens of one piece of that memory."""


@dataclass(frozen=True)
class Process:
    """One process and how to know that it is ready."""

    name: str
    argv: tuple[str, ...]
    health: Health
    port: int | None = None
    heartbeat: Path | None = None
    """File that ``health`` looks at; one that a predecessor left behind must not speak for its successor."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Environment that only this process gets."""
    is_awaited: bool = True
    """Whether the platform is ready only when this process is."""


def list_names(settings: Settings) -> tuple[str, ...]:
    """Names of the processes that these settings start, in the order of starting."""
    return tuple(name for name in NAMES if name not in DEFAULT_PORTS or name in settings.ports)


def describe_process(settings: Settings, name: str) -> Process:
    """How to run a process; the environment that it runs in must stand.

    Raises:
        Problem: there is no Redis server.
    """
    host, port = settings.reached_at, settings.ports.get(name)
    if name == "redis":
        return Process(name, tuple(redis_command(settings)), redis_answers(host, settings.ports[name]), port)
    if name in WORKERS:
        heartbeat = settings.run_dir / f"{name}.ready"
        argv = (str(settings.python("platform")), "-m", f"services.{name}")
        return Process(name, argv, heartbeat_is_fresh(heartbeat), port, heartbeat)
    if name == "llm":
        return _serve_llm(settings)
    environment, module, path = SERVERS[name]
    argv = (str(settings.python(environment)), "-m", module)
    health = http_answers(host, settings.ports[name], path)
    if name in MODELS:
        # It finds its model by itself, on the hub where an id of the hub is named.
        variables = {**_model_variables(settings), "HF_HUB_OFFLINE": "0", "HF_HUB_DISABLE_TELEMETRY": "1"}
        return Process(name, argv, health, port, variables=variables, is_awaited=False)
    # Each alone: the secret that these two share is nobody else's business.
    if name == "eid":
        return Process(name, argv, health, port, variables=provider_variables(settings))
    if name == "gateway":
        return Process(name, argv, health, port, variables=gateway_variables(settings))
    return Process(name, argv, health, port)


def count_llm_tokens(settings: Settings) -> int:
    """Count the tokens for which the language model keeps memory."""
    at_once = settings.variables.get("MOIEN_LLM_CONCURRENCY") or "4"
    return TOKENS_AT_ONCE * (int(at_once) if at_once.isdecimal() else 1)


def _serve_llm(settings: Settings) -> Process:
    """How to run ``transformers serve``, with memory for as many answers at once as the answer server asks for."""
    port = settings.ports["llm"]
    tokens = count_llm_tokens(settings)
    argv = (
        str(settings.python("llm").with_name("transformers")),
        *("serve", str(settings.llm_dir), "--continuous-batching"),
        # Without a bound, the memory for answers takes gigabytes even for the smallest model.
        *("--cb-block-size", str(BLOCK), "--cb-num-blocks", str(tokens // BLOCK)),
        *("--device", settings.variables.get("MOIEN_LLM_DEVICE") or "auto"),
        *("--host", settings.host, "--port", str(port)),
    )
    health = http_answers(settings.reached_at, port, "/health")
    return Process("llm", argv, health, port, variables=_model_variables(settings), is_awaited=False)


def _model_variables(settings: Settings) -> dict[str, str]:
    """Where models of the hub are kept; more than one core may work."""
    cache = settings.state_dir / "llm" / "hub"
    return {
        "HF_HOME": settings.variables.get("HF_HOME") or str(cache),
        "OMP_NUM_THREADS": settings.variables.get("MOIEN_LLM_THREADS") or str(max(1, (os.cpu_count() or 2) // 2)),
    }


def addresses(settings: Settings) -> dict[str, str]:
    """What a person opens in the browser."""
    gateway = settings.public_url or settings.url("gateway")
    shown = {
        "demo page": f"{gateway}/demo/",
        "agent console": f"{gateway}/console/",
        "studio": f"{gateway}/studio/",
        "sandbox administration (files nothing anywhere)": f"{settings.url('sandbox')}/docs",
    }
    if settings.eid_url:
        shown["sandbox identity provider (invented people)"] = f"{settings.eid_url}/"
    return shown


def log_file(settings: Settings, name: str) -> Path:
    """Where a process writes."""
    return settings.logs_dir / f"{name}.log"
