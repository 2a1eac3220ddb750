"""Puts the watching of one gateway together: what runs beside the hub, and the internal door for whoever asks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from channels.backup.ledger import LedgerKeeper
from channels.hub import Hub
from channels.settings import GatewaySettings
from channels.store.conversations import utc_now
from channels.watching.certificate import NoCertificateError, read_expiry
from channels.watching.meters import LOOP_LAG, READINGS
from channels.watching.standing import Found, read_standing
from contracts import metrics
from contracts.metering import show, watch_loop
from contracts.watch_door import WatchDoor

log = structlog.get_logger()

FRESH_SECONDS = 2.0
"""What was read so lately is not read again: several may ask at once."""
PATIENCE_SECONDS = 8.0
"""How long the event loop may take to answer the door's threads."""
CERTIFICATE_EVERY = 3600.0
"""Seconds between two looks at the certificate."""


class Watching:
    """What one gateway tells those who watch over it."""

    def __init__(self, settings: GatewaySettings, hub: Hub, ledger: LedgerKeeper) -> None:
        """Nothing runs and nobody listens yet."""
        self._settings = settings
        self._hub = hub
        self._ledger = ledger
        self._certificate: Found = {}
        self._read_at = float("-inf")
        self._reading = asyncio.Lock()
        self._up_since = utc_now()

    async def run(self) -> None:
        """Watch and answer until cancelled."""
        loop, port = asyncio.get_running_loop(), self._settings.gateway_metrics_port
        door = None if port is None else WatchDoor(self._settings.host, port, _shower(loop, self.read), _well(loop))
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(watch_loop(LOOP_LAG), name="event loop lag")
                group.create_task(self._hub.loss.run(), name="message loss")
                if (self._settings.public_url or "").startswith("https://"):
                    group.create_task(self._watch_certificate(), name="certificate")
        finally:
            if door is not None:
                await asyncio.to_thread(door.close)

    async def read(self) -> None:
        """Read how the platform stands, unless that was just done."""
        async with self._reading:
            if asyncio.get_running_loop().time() - self._read_at < FRESH_SECONDS:
                return
            hub, folder = self._hub, self._settings.state_dir
            found = await read_standing(hub.database, hub.fanout, hub.bot, folder, self._up_since)
            behind: Found = {metrics.ERASURE_LEDGER_BEHIND: {(): self._ledger.age().total_seconds()}}
            READINGS.replace(found | behind | self._certificate)
            self._read_at = asyncio.get_running_loop().time()

    async def _watch_certificate(self) -> None:
        while True:
            try:
                expires = await read_expiry(str(self._settings.public_url))
            except NoCertificateError as error:
                log.warning("certificate.not_shown", reason=str(error))
                self._certificate = {**self._certificate, metrics.CERTIFICATE_UP: {(): 0}}
            else:
                seen: Found = {metrics.CERTIFICATE_EXPIRES: {(): expires.timestamp()}}
                self._certificate = {**seen, metrics.CERTIFICATE_UP: {(): 1}}
            await asyncio.sleep(CERTIFICATE_EVERY)


def _shower(loop: asyncio.AbstractEventLoop, read: Callable[[], Awaitable[None]]) -> Callable[[], bytes]:
    """Return what the door's threads call: it has the loop read, and shows what is known where that takes too long."""

    async def freshen() -> None:
        await read()

    def render() -> bytes:
        try:
            asyncio.run_coroutine_threadsafe(freshen(), loop).result(PATIENCE_SECONDS)
        except TimeoutError:
            log.warning("watching.late")
        return show()

    return render


def _well(loop: asyncio.AbstractEventLoop) -> Callable[[], bool]:
    """Return what the door's threads call to learn whether the event loop still turns."""

    async def turn() -> bool:
        return True

    def is_well() -> bool:
        try:
            return asyncio.run_coroutine_threadsafe(turn(), loop).result(PATIENCE_SECONDS)
        except TimeoutError:
            return False

    return is_well
