"""A gateway and the sandbox identity provider, as processes of their own."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.channels.servers import (
    LOCAL,
    ROOT,
    BotServer,
    Gateway,
    Process,
    RedisServer,
    free_port,
    running,
    wait_until,
)

SECRET = "the gateway's own secret 0123456789"
STAFF_SECRET = "its secret where the staff sign in 0123"


class EidServer:
    """``python -m services.eid``."""

    def __init__(self, folder: Path, gateway: str) -> None:
        self.port = free_port()
        self.issuer = f"http://{LOCAL}:{self.port}"
        settings = {
            "MOIEN_HOST": LOCAL,
            "MOIEN_EID_PORT": str(self.port),
            "MOIEN_EID_CLIENT_SECRET": SECRET,
            "MOIEN_EID_REDIRECT_URIS": f"{gateway}/auth/callback",
            "MOIEN_EID_STAFF_CLIENT_SECRET": STAFF_SECRET,
            "MOIEN_EID_STAFF_REDIRECT_URIS": f"{gateway}/auth/staff/return",
            "MOIEN_STATE_DIR": str(folder),
        }
        self.process = Process([sys.executable, "-m", "services.eid"], cwd=ROOT, env={**os.environ, **settings})

    def start(self) -> None:
        self.process.start()
        wait_until(self._answers, "the identity provider answers", 40)

    def stop(self) -> None:
        self.process.end()

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.issuer}/healthz").status_code == 200
        except httpx.HTTPError:
            return False


class LoginGateway(Gateway):
    """A gateway whose log the test reads."""

    def __init__(self, folder: Path, redis: RedisServer, bot: BotServer, template: Path, **settings: str) -> None:
        shutil.copy(template, folder / "moien.db")
        super().__init__(
            f"sqlite:///{folder / 'moien.db'}", redis.url, bot.url, MOIEN_STATE_DIR=str(folder), **settings
        )
        self.database_path = folder / "moien.db"
        self.log_path = folder / "log"

    def start(self) -> None:
        with self.log_path.open("ab") as log:
            self.process.options["stderr"] = log
            super().start()

    @property
    def log(self) -> str:
        return self.log_path.read_text(encoding="utf-8")

    def use(self, eid: EidServer) -> None:
        self.settings |= {
            "MOIEN_OIDC_ISSUER": eid.issuer,
            "MOIEN_OIDC_CLIENT_SECRET": SECRET,
            "MOIEN_STAFF_OIDC_ISSUER": eid.issuer,
            "MOIEN_STAFF_OIDC_CLIENT_SECRET": STAFF_SECRET,
            "MOIEN_STAFF_OIDC_SCOPE": "openid profile groups",
            "MOIEN_STAFF_OIDC_ROLES": "moien-agents=agent,moien-heads=supervisor+agent,moien-owners=owner",
            "MOIEN_STAFF_OIDC_LABEL": "Sandbox eID",
        }
        self.process.options["env"] = {**os.environ, **self.settings}


@pytest.fixture(scope="module")
def own_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("login")


@pytest.fixture(scope="module")
def entrance(
    own_folder: Path, redis_server: RedisServer, bot: BotServer, sqlite_template: Path
) -> Iterator[tuple[LoginGateway, EidServer]]:
    """A gateway at which citizens can log in."""
    gateway = LoginGateway(
        own_folder, redis_server, bot, sqlite_template, MOIEN_ORIGINS="https://www.example.lu", MOIEN_POLL="1"
    )
    eid = EidServer(own_folder / "eid", gateway.origin)
    gateway.use(eid)
    eid.start()
    try:
        with running(gateway):
            yield gateway, eid
    finally:
        eid.stop()


@pytest.fixture
def door(entrance: tuple[LoginGateway, EidServer]) -> LoginGateway:
    return entrance[0]
