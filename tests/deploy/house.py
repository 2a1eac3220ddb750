"""Runs what docker-compose.yml runs, with its commands, settings, checks and order, on this machine without Docker.

What containers give is put in the place of what this machine has: folders for mounts, loopback and free ports for the
names of services, programs of Debian for those of images. A second one of a service is called ``gateway-2``.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from launcher.settings import DEFAULT_PORTS
from tests.channels.servers import find_postgres
from tests.deploy.compose import ROOT, named_volumes, services
from tests.ports import free_ports

PATIENCE = 400.0
"""Seconds a service may take until its check holds, on a busy machine."""
PORTS = {**{name: port for name, (_, port) in DEFAULT_PORTS.items()}, "postgres": 5432, "valkey": 6379, "caddy": 8443}
PROGRAMS = {"valkey-server": "redis-server", "valkey-cli": "redis-cli"}
_OF_IMAGE = re.compile(r"\b(MOIEN_[A-Z_]+)=(\S+)")
_ADDRESS = re.compile(r"http://([a-z]+):\d+")


class House:
    """One installation of the compose file below a folder."""

    def __init__(self, folder: Path, instances: tuple[str, ...] = (), **settings: str) -> None:
        """``instances``: of services that run twice, the second; ``settings``: as in ``deploy/settings.env``."""
        self.folder = folder
        self._settings = settings
        names = [*(name for name in services() if name in PORTS), *instances]
        self._instances = instances
        self.ports = dict(zip([*names, "http"], free_ports(len(names) + 1), strict=True))
        site = f"localhost:{self.ports['caddy']}"
        self.url = f"https://{site}"
        self.services = services(MOIEN_PUBLIC_URL=self.url, MOIEN_SITE=site)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._done: set[str] = set()
        # PostgreSQL does not run as root, and must be able to enter every folder above its own.
        self._postgres = Path(tempfile.mkdtemp(prefix="moien-deployed-"))
        addresses = {"MOIEN_POSTGRES": "postgres", "MOIEN_VALKEY": "valkey"}
        near = {variable: f"127.0.0.1:{self.ports[name]}" for variable, name in addresses.items()}
        _call([str(ROOT / "deploy" / "make-secrets.sh"), str(folder / "secrets")], os.environ | near)

    @property
    def authority(self) -> Path:
        """Certificate of the authority that Caddy has made for itself."""
        return self.volume("caddy") / "caddy" / "pki" / "authorities" / "local" / "root.crt"

    def volume(self, name: str) -> Path:
        """Folder of a named volume."""
        return self.folder / "volumes" / name

    def up(self, *names: str) -> None:
        """Start services, after those that they wait for, and wait until their checks hold."""
        for name in names:
            if name in self._running or name in self._done:
                continue
            service = self.services[_service(name)]
            self.up(*service.get("depends_on", {}))
            if service["restart"] == "no":
                self.run(name)
                self._done.add(name)
            else:
                self._start(name)

    def run(self, name: str, *command: str) -> str:
        """Run a service once, with another command if one is given; returns what it says."""
        return _call(self._words(name, list(command) or self.services[name]["command"]), self._environment(name))

    def down(self) -> None:
        """Stop everything, the last first."""
        for name in reversed(list(self._running)):
            # PostgreSQL would wait for its clients at SIGTERM.
            self._end(name, signal.SIGINT if name == "postgres" else signal.SIGTERM)
        self._done.clear()

    def kill(self, name: str) -> None:
        """Kill a service as a crash would."""
        self._end(name, signal.SIGKILL)

    def wipe(self) -> None:
        """Lose all volumes but the ledger of erasures; everything must be down."""
        for folder in (self.folder / "volumes").iterdir():
            if folder.name != "ledger":
                shutil.rmtree(folder)
        shutil.rmtree(self._postgres / "data")

    def remove(self) -> None:
        """Stop everything and take away what lies outside of the folder."""
        self.down()
        shutil.rmtree(self._postgres, ignore_errors=True)

    def log_of(self, name: str) -> str:
        """The end of what a service has written."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")[-4000:]

    def _start(self, name: str) -> None:
        is_new = False
        as_whom: dict[str, Any] = {}
        if name == "postgres":
            is_new, command, as_whom = self._make_cluster()
        else:
            command = self._words(name, self.services[_service(name)]["command"])
        with (self.folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                # However the tests end, the services end with them.
                ["setpriv", "--pdeathsig", "KILL", *command],
                cwd=ROOT,
                env=self._environment(name),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **as_whom,
            )
        check = self._check(name)
        deadline = time.monotonic() + PATIENCE
        while subprocess.run(check, cwd=ROOT, env=self._environment(name), capture_output=True, check=False).returncode:
            ended = self._running[name].poll()
            assert ended is None, f"{name} ended with {ended}:\n{self.log_of(name)}"
            assert time.monotonic() < deadline, f"{name} is not healthy:\n{self.log_of(name)}"
            time.sleep(0.2)
        if is_new:
            own = {"SECRETS_DIR": str(self.folder / "secrets"), "POSTGRES_USER": "postgres"}
            where = {"PGHOST": str(self._postgres), "PGPORT": str(self.ports["postgres"])}
            _call([str(ROOT / "deploy" / "postgres" / "databases.sh")], os.environ | own | where)

    def _end(self, name: str, number: int) -> None:
        process = self._running.pop(name)
        process.send_signal(number)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _make_cluster(self) -> tuple[bool, list[str], dict[str, Any]]:
        """Make a cluster as the image does; gives whether it is new, how to run it, and as whom."""
        programs = find_postgres()
        assert programs is not None, "PostgreSQL is missing: apt-get install postgresql"
        account = pwd.getpwnam("postgres")
        as_whom: dict[str, Any] = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        os.chown(self._postgres, account.pw_uid, account.pw_gid)
        data = self._postgres / "data"
        is_new = not data.exists()
        if is_new:
            options = self.services["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()
            making = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "--auth-local=trust", "-N", *options]
            subprocess.run(making, check=True, capture_output=True, cwd=self._postgres, **as_whom)
        server = [str(programs / "postgres"), "-D", str(data), "-p", str(self.ports["postgres"])]
        return is_new, [*server, "-k", str(self._postgres), "-c", "fsync=off"], as_whom

    def _check(self, name: str) -> list[str]:
        kind, *words = self.services[_service(name)]["healthcheck"]["test"]
        if kind == "CMD-SHELL":
            line = words[0].replace("valkey-cli", f"redis-cli -p {self.ports['valkey']}")
            # Alpine's nc, in the shell's own words.
            return ["bash", "-c", re.sub(r"nc -z (\S+) \d+", rf"exec 3<>/dev/tcp/\1/{self.ports['caddy']}", line)]
        return self._words(name, words) + (["--port", str(self.ports["postgres"])] if name == "postgres" else [])

    def _words(self, name: str, command: list[str]) -> list[str]:
        """A command with what this machine has."""
        words = [self._put_in(name, word) for word in command]
        if command[0] == "python":
            of_bot = self.services[_service(name)]["image"].startswith("moien/bot:")
            platform = Path(sys.executable)
            bot = Path(os.environ.get("MOIEN_ENV_DIR") or ROOT / ".moien" / "env") / "bot" / "bin" / "python"
            words[0] = str(bot if of_bot else platform)
        if command[0] == "caddy":
            words[-1] = str(ROOT / "deploy" / "caddy" / "Caddyfile")
        return [PROGRAMS.get(words[0], words[0]), *words[1:]]

    def _environment(self, name: str) -> dict[str, str]:
        """What image and compose file set; of this machine nothing that is a setting."""
        service = self.services[_service(name)]
        given: dict[str, str] = {}
        if service["image"].startswith("moien/") and _service(name) != "caddy":
            given |= dict(_OF_IMAGE.findall((ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")))
            given |= {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        given |= self._settings if "env_file" in service else {}
        given |= service.get("environment", {})
        given = {word: self._put_in(name, value) for word, value in given.items()}
        # Each container has its own; here they would meet.
        given = {word: value for word, value in given.items() if not word.endswith("_METRICS_PORT")}
        if name == "caddy":
            gateways = [self.ports[one] for one in ("gateway", "gateway-2") if one in self.ports]
            given |= {"MOIEN_GATEWAYS": " ".join(f"127.0.0.1:{port}" for port in gateways)}
            given |= {"MOIEN_HTTPS_PORT": str(self.ports["caddy"]), "MOIEN_HTTP_PORT": str(self.ports["http"])}
            given |= {"XDG_DATA_HOME": str(self.volume("caddy"))}
        outside = {word: value for word, value in os.environ.items() if not word.startswith("MOIEN_")}
        return {**outside, **given}

    def _put_in(self, name: str, word: str) -> str:
        """Put folders and ports of this machine in the place of those in the container."""
        service = _service(name)
        if word == "0.0.0.0":
            return "127.0.0.1"
        if word == str(PORTS.get(service)):
            return str(self.ports[name])
        address = _ADDRESS.fullmatch(word)
        if address and address[1] in PORTS:
            # Of two, each gateway has one: the name of a service has both addresses.
            twin = f"{address[1]}-2"
            port = self.ports[twin if name.endswith("-2") and twin in self.ports else address[1]]
            return f"http://127.0.0.1:{port}"
        return re.sub(r"(?:^|(?<=\s))/[a-z][a-z./_-]*", lambda path: self._folder_of(service, path[0]), word)

    def _folder_of(self, service: str, path: str) -> str:
        if path.startswith("/run/secrets/"):
            return str(self.folder / "secrets" / path.removeprefix("/run/secrets/"))
        if path == "/opt/bot/bin/python":
            return str(Path(os.environ.get("MOIEN_ENV_DIR") or ROOT / ".moien" / "env") / "bot" / "bin" / "python")
        mounts = named_volumes(self.services[service])
        for target in sorted(mounts, key=len, reverse=True):
            if path == target or path.startswith(f"{target}/"):
                source = mounts[target].removesuffix(":ro")
                folder = self.volume(source) if "/" not in source else self.folder / Path(source).name
                folder.mkdir(parents=True, exist_ok=True)
                return f"{folder}{path.removeprefix(target)}"
        if path.split("/")[1] in ("state", "models", "content", "ledger"):
            # In memory, of this container alone.
            own = self.folder / "in-memory" / service
            own.mkdir(parents=True, exist_ok=True)
            return f"{own}{path}"
        return path


def _service(name: str) -> str:
    return name.removesuffix("-2")


def _call(command: list[str], environment: Any) -> str:
    done = subprocess.run(command, cwd=ROOT, env=dict(environment), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}:\n{done.stdout}\n{done.stderr}"
    return done.stdout
