"""How the platform does at the moment, for everybody: administrations, free text, and the parts of the platform."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import Path
from typing import Literal

import httpx
import msgspec
import structlog
from redis.exceptions import RedisError
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from channels.answers import CallError
from channels.bot_door.door import BotUnavailableError
from channels.forgetting import ForgettingWatch
from channels.hub import Hub
from channels.store.conversations import show_moment, utc_now
from channels.store.database import Database
from channels.store.pauses import Pauses
from channels.store.switches import PAST, StoredSwitch, Switches, Target
from channels.uploads.scanner import Scanner
from contracts.languages import Language
from contracts.tables import breaker

log = structlog.get_logger()

CHECK_SECONDS = 3.0
KEEP_SECONDS = 5.0
"""How long an answer is good for everybody: the page is public, the parts must not feel its visitors."""

_OPERATION = re.compile(r"""^[ ]+(?:-[ ]+)?(?:operation|choices_from):[ ]*["']?([a-z][a-z0-9_]*)\.""", re.MULTILINE)
"""Reading the catalogue in full takes seconds of computing, which the chats of this process would feel."""

UpDown = Literal["up", "down"]
FreeText = Literal["llm", "extractive", "down"]
"""Written by a language model and checked; quoted; neither at the moment."""


class Administration(msgspec.Struct, frozen=True, kw_only=True):
    """One administration whose services the platform calls."""

    name: str
    state: UpDown
    since: str | None = None
    """Since when it is down; UTC, ISO 8601."""
    retry_at: str | None = None
    """When it is tried again."""


class SwitchedOff(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was switched off on purpose."""

    target: Target | Literal["service"]
    service: str | None = None
    """Which service it is."""
    since: str
    until: str | None
    """When it is, or was, over; None: not known yet."""
    notice: dict[Language, str]


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of ``GET /api/status``."""

    at: str
    administrations: list[Administration]
    free_text: FreeText
    parts: dict[str, UpDown]
    """``database``, ``redis``, ``bot``, ``scanner`` where uploads are scanned for viruses, and ``forgetting``: whether
    everything is deleted at its time."""
    off: list[SwitchedOff] = []
    """The bot, the language model, and services."""
    past: list[SwitchedOff] = []
    """Bot and language model: what is on again since a week, the newest first."""


class Watch:
    """Looks at all of it, at most every few seconds."""

    def __init__(
        self, hub: Hub, answer_url: str, bot_dir: Path, scanner: Scanner | None, forgetting: ForgettingWatch
    ) -> None:
        """``bot_dir`` holds the catalogue, which says what administrations there are."""
        self._hub = hub
        self._bot_dir = bot_dir
        self._scanner = scanner
        self._forgetting = forgetting
        # The answer server is near: no proxy that the environment names is asked.
        self._client = httpx.AsyncClient(base_url=answer_url, timeout=CHECK_SECONDS, trust_env=False)
        self._known: frozenset[str] | None = None
        self._last: Status | None = None
        self._last_at = 0.0
        self._lock = asyncio.Lock()

    async def look(self) -> Status:
        """Return how everything is."""
        async with self._lock:
            if self._last is None or time.monotonic() - self._last_at > KEEP_SECONDS:
                self._last = await self._look()
                self._last_at = time.monotonic()
            return self._last

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def _look(self) -> Status:
        if self._known is None:
            self._known = await asyncio.to_thread(administrations_of_catalogue, self._bot_dir)
        checks: dict[str, Callable[[], Awaitable[None]]] = {
            "database": self._hub.database.check,
            "redis": self._hub.fanout.check,
            "bot": self._hub.bot.check,
        }
        if self._scanner is not None:
            checks["scanner"] = self._scanner.ping
        states = await asyncio.gather(*(_is_up(check) for check in checks.values()))
        parts = dict(zip(checks, states, strict=True))
        reads = parts["database"] == "up"
        rows: dict[str, Administration] = {}
        off: list[SwitchedOff] = []
        past: list[SwitchedOff] = []
        if reads:
            try:
                async with asyncio.timeout(CHECK_SECONDS):
                    rows = await _read_breakers(self._hub.database)
                    off, past = await _read_switches(self._hub.database)
                    parts["forgetting"] = "down" if await self._forgetting.faults() else "up"
            except (SQLAlchemyError, OSError, TimeoutError) as error:
                # It went away in between; the page says so rather than being one error itself.
                log.warning("status.part_is_down", reason=type(error).__name__)
                parts["database"] = "down"
        free_text = await self._ask_answers()
        if free_text == "llm" and any(one.target == "llm" for one in off):
            free_text = "extractive"
        return Status(
            at=show_moment(utc_now()),
            administrations=[
                rows.get(name, Administration(name=name, state="up")) for name in sorted(self._known | rows.keys())
            ],
            free_text=free_text,
            parts=parts,
            off=off,
            past=past,
        )

    async def _ask_answers(self) -> FreeText:
        try:
            response = await self._client.get("/healthz")
            told = msgspec.json.decode(response.content, type=_AnswersHealth)
        except (httpx.HTTPError, msgspec.DecodeError):
            return "down"
        return told.mode if response.status_code == HTTPStatus.OK else "down"


class _AnswersHealth(msgspec.Struct, frozen=True, kw_only=True):
    mode: Literal["llm", "extractive"]


async def _is_up(check: Callable[[], Awaitable[None]]) -> UpDown:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await check()
    except (SQLAlchemyError, RedisError, BotUnavailableError, CallError, OSError, TimeoutError) as error:
        log.warning("status.part_is_down", reason=type(error).__name__)
        return "down"
    return "up"


async def _read_switches(database: Database) -> tuple[list[SwitchedOff], list[SwitchedOff]]:
    """Return what is switched off, and what was lately."""
    switches = Switches(database)
    services = [
        SwitchedOff(
            target="service",
            service=pause.service,
            since=show_moment(pause.since),
            until=show_moment(pause.until),
            notice=pause.notice,
        )
        for pause in await Pauses(database).active()
    ]
    off = [_show(one) for one in await switches.active()]
    return [*off, *services], [_show(one) for one in await switches.ended_since(utc_now() - PAST)]


def _show(switch: StoredSwitch) -> SwitchedOff:
    since, until = show_moment(switch.since), show_moment(switch.until)
    return SwitchedOff(target=switch.target, since=since, until=until, notice=switch.notice)


async def _read_breakers(database: Database) -> dict[str, Administration]:
    async with database.read() as connection:
        rows = (await connection.execute(select(breaker))).all()
    return {
        row.administration: Administration(
            name=row.administration,
            state="up" if row.opened_at is None else "down",
            since=show_moment(row.opened_at),
            retry_at=show_moment(row.retry_at) if row.opened_at is not None else None,
        )
        for row in rows
    }


def administrations_of_catalogue(bot_dir: Path) -> frozenset[str]:
    """Return the administrations that forms of the catalogue call; blocks while it reads."""
    texts = (path.read_text(encoding="utf-8") for path in (bot_dir / "catalogue").glob("*.yaml"))
    return frozenset(administration for text in texts for administration in _OPERATION.findall(text))
