"""Reads how the platform stands for whoever watches: queues and their ages in the database, Redis, the disk."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import structlog
from redis.exceptions import RedisError
from sqlalchemy import ColumnElement, Table, and_, func, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.bot_door.door import BotDoor, BotUnavailableError
from channels.fanout import Fanout
from channels.store.conversations import utc_now
from channels.store.database import Database, as_utc
from channels.watching.duties import read_duties
from contracts import metrics
from contracts.metering import Reading
from contracts.metric import Metric
from contracts.names import QUEUE_HOUSE, QUEUE_JOBS, QUEUE_TRAINING
from contracts.staff_tables import ticket
from contracts.tables import breaker, job, turn

log = structlog.get_logger()

ANSWER_SECONDS = 3.0
"""How long each part may take to answer."""
QUEUES = (QUEUE_JOBS, QUEUE_HOUSE, QUEUE_TRAINING)

Found = dict[Metric, Reading]


async def read_standing(database: Database, fanout: Fanout, bot: BotDoor, state_dir: Path, up_since: datetime) -> Found:
    """Read everything; what does not answer is left out, but for the gauge that says so.

    ``up_since``: since when this gateway runs.
    """
    stored = _read_database(database, state_dir, up_since)
    parts = await asyncio.gather(stored, _read_redis(fanout), _read_bot(bot))
    found: Found = {metrics.DATABASE_CONNECTIONS: database.connections()}
    for part in parts:
        found |= part
    return found | read_disk(state_dir)


def read_disk(folder: Path) -> Found:
    """Read how full the disk is on which a folder lies; nothing where the folder is not there."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return {}
    return {metrics.DISK_FREE: {(): usage.free}, metrics.DISK_SIZE: {(): usage.total}}


async def read_queues(connection: AsyncConnection, now: datetime) -> Found:
    """Read what waits in the database, and for how long."""
    turns, oldest_turn = await _count(connection, turn, turn.c.state == "waiting", now)
    due = and_(job.c.state == "queued", job.c.delayed.is_(False))
    _, oldest_job = await _count(connection, job, due, now)
    delayed = select(func.count()).where(job.c.state == "queued", job.c.delayed)
    counted: Counter[tuple[str, ...]] = Counter()
    for row in await connection.execute(
        select(job.c.operation, job.c.state, func.count().label("many")).group_by(job.c.operation, job.c.state)
    ):
        counted[row.operation.partition(".")[0], row.state] += row.many
    broken = select(breaker.c.administration, breaker.c.opened_at)
    waiting = (
        select(ticket.c.queue, func.count(), func.min(ticket.c.opened_at))
        .where(ticket.c.state == "waiting")
        .group_by(ticket.c.queue)
    )
    tickets = (await connection.execute(waiting)).all()
    return {
        metrics.TURNS_WAITING: {(): turns},
        metrics.TURNS_OLDEST: {(): oldest_turn},
        metrics.JOBS: counted,
        metrics.JOBS_DELAYED: {(): int(await connection.scalar(delayed) or 0)},
        metrics.JOBS_OLDEST: {(): oldest_job},
        metrics.BREAKER_OPEN: {
            (row.administration,): float(row.opened_at is not None) for row in await connection.execute(broken)
        },
        metrics.HANDOVERS_WAITING: {(row[0],): row[1] for row in tickets},
        metrics.HANDOVERS_OLDEST: {(row[0],): _age(row[2], now) for row in tickets},
    }


async def _read_database(database: Database, state_dir: Path, up_since: datetime) -> Found:
    now = utc_now()
    try:
        async with asyncio.timeout(ANSWER_SECONDS), database.read() as connection:
            found = await read_queues(connection, now) | await read_duties(connection, state_dir, now, up_since)
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        log.warning("watching.no_database", reason=type(error).__name__)
        return {metrics.DATABASE_UP: {(): 0}}
    return {metrics.DATABASE_UP: {(): 1}, **found}


async def _read_redis(fanout: Fanout) -> Found:
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            lengths = await fanout.queue_lengths(QUEUES)
    except (RedisError, OSError, TimeoutError):
        return {metrics.REDIS_UP: {(): 0}}
    reading: Mapping[tuple[str, ...], float] = {(queue,): length for queue, length in lengths.items()}
    return {metrics.REDIS_UP: {(): 1}, metrics.QUEUE_LENGTH: reading}


async def _read_bot(bot: BotDoor) -> Found:
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await bot.check()
    except (BotUnavailableError, OSError, TimeoutError):
        return {metrics.BOT_UP: {(): 0}}
    return {metrics.BOT_UP: {(): 1}}


async def _count(
    connection: AsyncConnection, table: Table, wanted: ColumnElement[bool], now: datetime
) -> tuple[int, float]:
    """Return how many rows of an outbox are due and in nobody's hands, and the age of the first of them in seconds."""
    due = or_(table.c.lease_until.is_(None), table.c.lease_until <= now)
    since = func.min(func.coalesce(table.c.lease_until, table.c.created_at))
    row = (await connection.execute(select(func.count(), since).where(wanted, due))).one()
    return int(row[0]), _age(row[1], now)


def _age(since: datetime | None, now: datetime) -> float:
    """Return how long ago a moment of the database was, in seconds; 0 for none."""
    return 0.0 if since is None else max(0.0, (now - as_utc(since)).total_seconds())
