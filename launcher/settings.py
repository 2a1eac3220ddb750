"""The launcher's settings: ``MOIEN_*`` from the environment or from ``moien.env`` beside ``moien``."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from launcher.problem import Problem

SETTINGS_FILE = "moien.env"

DEFAULT_PORTS: dict[str, tuple[str, int]] = {
    "gateway": ("MOIEN_PORT", 8000),
    "rasa": ("MOIEN_RASA_PORT", 8001),
    "actions": ("MOIEN_ACTIONS_PORT", 8002),
    "sandbox": ("MOIEN_SANDBOX_PORT", 8003),
    "redis": ("MOIEN_REDIS_PORT", 8004),
    "answers": ("MOIEN_ANSWER_PORT", 8005),
    "llm": ("MOIEN_LLM_PORT", 8006),
    "embeddings": ("MOIEN_EMBEDDING_PORT", 8007),
    "eid": ("MOIEN_EID_PORT", 8008),
    "rehearsal": ("MOIEN_REHEARSAL_PORT", 8009),
    "gateway metrics": ("MOIEN_GATEWAY_METRICS_PORT", 8010),
    "worker": ("MOIEN_WORKER_METRICS_PORT", 8011),
    "beat": ("MOIEN_BEAT_METRICS_PORT", 8012),
    "training": ("MOIEN_TRAINING_METRICS_PORT", 8013),
}
"""By process: the setting of its port and the default. The gateway has a second one, for metrics alone."""
_LOOPBACK_OF = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""By address that means all interfaces: one that can be connected to."""
_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Where everything is and on which addresses it listens."""

    root: Path
    variables: Mapping[str, str]
    """The environment that every process gets: the launcher's own, completed by ``moien.env``."""
    host: str
    ports: Mapping[str, int]
    """By process, of those that these settings start."""
    state_dir: Path
    env_dir: Path
    model_dir: Path
    database_url: str
    tracker_url: str
    public_url: str | None
    """Address under which browsers reach the gateway; None: its own."""
    llm_model: str | None
    """Language model that a process of ours serves: a folder or an id of the hub."""
    embedding_model: str | None
    """The same for embeddings."""
    eid_url: str | None
    """Address under which browsers and the gateway reach the sandbox identity provider; None: it is not started."""

    @property
    def has_sandbox_staff(self) -> bool:
        """Whether invented staff may sign in with the sandbox identity provider.

        Whoever reaches its page can be any of them, so both it and the gateway must be reached from this machine only.
        """
        elsewhere = [name for name, value in self.variables.items() if value and name.startswith("MOIEN_STAFF_OIDC_")]
        at_home = self.host in _THIS_MACHINE and self.public_url is None
        return at_home and not elsewhere and self.eid_url == _make_address("http", self.host, self.ports.get("eid", 0))

    @property
    def llm_dir(self) -> Path:
        """Where the language model stands, ready to be served."""
        name = re.sub(r"[^A-Za-z0-9.]+", "-", self.llm_model or "").strip("-.")
        return self.state_dir / "llm" / name

    @property
    def logs_dir(self) -> Path:
        """Where each process and each set-up step writes its log."""
        return self.state_dir / "logs"

    @property
    def run_dir(self) -> Path:
        """Where the state of the running platform stands."""
        return self.state_dir / "run"

    @property
    def reached_at(self) -> str:
        """Host under which processes of this machine reach each other."""
        return _LOOPBACK_OF.get(self.host, self.host)

    @property
    def secrets_dir(self) -> Path:
        """Where secrets that nobody has to know stand, each in a file that only its owner may read."""
        return self.state_dir / "secrets"

    def url(self, process: str) -> str:
        """Address of a process, such as ``http://127.0.0.1:8000``."""
        return _make_address("redis" if process == "redis" else "http", self.reached_at, self.ports[process])

    def python(self, environment: str) -> Path:
        """The interpreter of an environment (``platform``, ``bot`` or ``llm``)."""
        return self.env_dir / environment / "bin" / "python"

    def process_variables(self) -> dict[str, str]:
        """Environment of every process: its addresses, no telemetry, few threads."""
        return {
            **self.variables,
            "PYTHONPATH": str(self.root),
            "PYTHONUNBUFFERED": "1",
            "RASA_TELEMETRY_ENABLED": "false",
            "HF_HUB_OFFLINE": "1",
            "DO_NOT_TRACK": "1",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "OMP_NUM_THREADS": self.variables.get("OMP_NUM_THREADS", "1"),
            "OPENBLAS_NUM_THREADS": self.variables.get("OPENBLAS_NUM_THREADS", "1"),
            "MOIEN_HOST": self.host,
            **{DEFAULT_PORTS[name][0]: str(port) for name, port in self.ports.items()},
            "MOIEN_STATE_DIR": str(self.state_dir),
            "MOIEN_MODEL_DIR": str(self.model_dir),
            "MOIEN_BOT_PYTHON": str(self.python("bot")),
            "MOIEN_DATABASE_URL": self.database_url,
            "MOIEN_TRACKER_URL": self.tracker_url,
            "MOIEN_REDIS_URL": f"{self.url('redis')}/0",
            "MOIEN_RASA_URL": self.url("rasa"),
            "MOIEN_ACTIONS_URL": self.url("actions"),
            "MOIEN_SANDBOX_URL": self.url("sandbox"),
            "MOIEN_ANSWER_URL": self.url("answers"),
            "MOIEN_REHEARSAL_URL": self.url("rehearsal"),
            # What somebody tries in the studio goes to the sandbox that we start, unless told otherwise.
            "MOIEN_REHEARSAL_ADMINISTRATION": self.variables.get("MOIEN_REHEARSAL_ADMINISTRATION", self.url("sandbox")),
            **self._model_variables(),
        }

    def _model_variables(self) -> dict[str, str]:
        """Where the answer server finds the models that processes of ours serve."""
        variables = {}
        if self.llm_model:
            variables |= {
                "MOIEN_LLM_URL": self.url("llm"),
                "MOIEN_LLM_PROFILE": "transformers",
                "MOIEN_LLM_NAME": self.variables.get("MOIEN_LLM_NAME") or Path(self.llm_model).name,
                "MOIEN_LLM_TOKENIZER": str(self.llm_dir / "tokenizer.json"),
            }
        if self.embedding_model:
            variables["MOIEN_EMBEDDING_URL"] = self.url("embeddings")
        return variables


def read_settings(root: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; the environment goes before ``moien.env``.

    Raises:
        Problem: a line of ``moien.env`` or a value does not fit, or two values contradict each other; the message says
            which and what to write.
    """
    given = os.environ if environ is None else environ
    variables = {**read_settings_file(Path(given.get("MOIEN_SETTINGS_FILE") or root / SETTINGS_FILE)), **given}
    state_dir = Path(variables.get("MOIEN_STATE_DIR") or root / ".moien").absolute()
    data = state_dir / "data"
    served = {kind: variables.get(f"MOIEN_{kind.upper()}_MODEL") or None for kind in ("llm", "embedding")}
    for kind, model in served.items():
        if model and variables.get(f"MOIEN_{kind.upper()}_URL"):
            raise Problem(
                f"MOIEN_{kind.upper()}_MODEL and MOIEN_{kind.upper()}_URL are both set: does Moien serve the model, or "
                "another server?",
                "Take one of the two away.",
            )
    host = variables.get("MOIEN_HOST") or "127.0.0.1"
    ports = {process: _read_port(variables, name, default) for process, (name, default) in DEFAULT_PORTS.items()}
    eid_url = _read_eid_url(variables, host, ports["eid"])
    started = {"llm": served["llm"], "embeddings": served["embedding"], "eid": eid_url}
    return Settings(
        root=root,
        variables=variables,
        host=host,
        ports={process: port for process, port in ports.items() if started.get(process, process)},
        state_dir=state_dir,
        env_dir=Path(variables.get("MOIEN_ENV_DIR") or root / ".moien" / "env").absolute(),
        model_dir=Path(variables.get("MOIEN_MODEL_DIR") or state_dir / "models").absolute(),
        database_url=variables.get("MOIEN_DATABASE_URL") or f"sqlite:///{data / 'moien.db'}",
        tracker_url=variables.get("MOIEN_TRACKER_URL") or f"sqlite:///{data / 'tracker.db'}",
        public_url=(variables.get("MOIEN_PUBLIC_URL") or "").rstrip("/") or None,
        llm_model=served["llm"],
        embedding_model=served["embedding"],
        eid_url=eid_url,
    )


def read_settings_file(path: Path) -> dict[str, str]:
    """Read ``NAME=value`` lines; empty lines and lines that begin with ``#`` are passed over.

    Raises:
        Problem: a line is none of these.
    """
    if not path.exists():
        return {}
    values = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = re.fullmatch(r"\s*(MOIEN_[A-Z0-9_]+)\s*=\s*(.*?)\s*", line)
        if match is None:
            raise Problem(
                f"{path}:{number}: {line.strip()!r} is no setting.",
                "Write MOIEN_NAME=value, one a line. All names: docs/settings.md",
            )
        values[match[1]] = match[2].strip("\"'")
    return values


def _read_eid_url(variables: Mapping[str, str], host: str, port: int) -> str | None:
    """Address of the sandbox identity provider; None where citizens log in elsewhere, or nowhere.

    Raises:
        Problem: the gateway is told who it is to a provider that is not named.
    """
    if variables.get("MOIEN_OIDC_ISSUER"):
        return None
    for name in ("MOIEN_OIDC_CLIENT_ID", "MOIEN_OIDC_CLIENT_SECRET"):
        if variables.get(name):
            raise Problem(
                f"{name} is set, but MOIEN_OIDC_ISSUER is not: who is the identity provider?",
                f"Set MOIEN_OIDC_ISSUER to its address, or take {name} away to use the sandbox identity provider.",
            )
    if variables.get("MOIEN_EID_URL"):
        return variables["MOIEN_EID_URL"].rstrip("/")
    reached_at = _LOOPBACK_OF.get(host, host)
    # The gateway takes a provider without encryption only from its own machine.
    return _make_address("http", reached_at, port) if reached_at in _THIS_MACHINE else None


def _make_address(scheme: str, host: str, port: int) -> str:
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def _read_port(variables: Mapping[str, str], name: str, default: int) -> int:
    raw = variables.get(name) or str(default)
    if not raw.isdecimal() or not 0 < int(raw) < 65536:
        raise Problem(f"{name} is {raw!r}, which is no port.", f"Set {name} to a number from 1 to 65535.")
    return int(raw)
