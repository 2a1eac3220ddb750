"""Reads what somebody has to see to: deletions that did not happen, what is switched off, when the last backup was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.forgetting import read_looks
from contracts import metrics
from contracts.forgetting import KINDS, Look, find_faults
from contracts.metering import Reading
from contracts.metric import Metric
from contracts.names import BACKUP_MADE
from contracts.studio_tables import service_pause, switch


async def read_duties(
    connection: AsyncConnection, state_dir: Path, now: datetime, up_since: datetime
) -> dict[Metric, Reading]:
    """Read everything; ``up_since``: since when deletions could have been looked for."""
    return {
        metrics.FORGETTING_OVERDUE: judge_forgetting(await read_looks(connection), now, up_since),
        metrics.SWITCH_ON: await _read_switches(connection, now),
        **read_backup(state_dir),
    }


def judge_forgetting(looks: Sequence[Look], now: datetime, up_since: datetime) -> dict[tuple[str, ...], float]:
    """Return by kind how much is overdue, and at least 1 where something is wrong, such as that nobody looked."""
    overdue = {look.kind: look.overdue for look in looks}
    faults = find_faults(looks, now, up_since)
    return {(kind,): max(overdue.get(kind, 0), int(kind in faults)) for kind in KINDS}


def read_backup(state_dir: Path) -> dict[Metric, Reading]:
    """Read when the last backup was finished; nothing where there never was one."""
    try:
        made = (state_dir / BACKUP_MADE).stat().st_mtime
    except OSError:
        return {}
    return {metrics.BACKUP_NEWEST: {(): made}}


async def _read_switches(connection: AsyncConnection, now: datetime) -> dict[tuple[str, ...], float]:
    off = and_(switch.c.ended_at.is_(None), or_(switch.c.until.is_(None), switch.c.until > now))
    targets = set(await connection.scalars(select(switch.c.target).where(off)))
    paused = select(func.count()).where(or_(service_pause.c.until.is_(None), service_pause.c.until > now))
    return {
        ("bot",): float("bot" in targets),
        ("llm",): float("llm" in targets),
        ("service",): float(await connection.scalar(paused) or 0),
    }
