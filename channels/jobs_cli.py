"""Jobs on the command line, while the platform runs or not: ``python -m channels.jobs_cli [retry ID | cancel ID]``."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import timedelta

from pydantic import ValidationError
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from channels.settings import GatewaySettings, describe_problems
from channels.staff.jobs import STATES
from channels.store.applying import Leases
from channels.store.conversations import Conversations, Outcome
from channels.store.database import Database
from channels.store.job_list import LONGEST_LIST, JobList, ListedJob
from channels.store.jobs import Jobs, UnknownJobError
from contracts.effects import HandoverReason
from contracts.languages import Language
from contracts.names import TOPIC_CONVERSATION_MOVED

EXIT_REFUSED = 1
EXIT_BAD_SETTINGS = 2
WAKE_SECONDS = 2.0
HEAD = ("JOB", "BEGUN (UTC)", "STATE", "KIND", "OPERATION", "TRIES", "REMARK")


class RefusedError(Exception):
    """What was asked for cannot be done; the text says why."""


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        prog="./moien jobs", description="Calls to administrations: without a command, list them, the newest first."
    )
    parser.add_argument("--state", choices=STATES, help="only those")
    parser.add_argument("--service", help="only those of one service, named as its file in the catalogue")
    parser.add_argument("--after", metavar="JOB", help="go on behind this job")
    commands = parser.add_subparsers(dest="command", metavar="retry|cancel")
    for name, help_text in (("retry", "try a job anew that has failed"), ("cancel", "call a job off that waits")):
        commands.add_parser(name, help=help_text).add_argument("job", help="as the list names it")
    return parser.parse_args(arguments)


def show_table(jobs: Sequence[ListedJob]) -> str:
    """Return the jobs as a table, one a line; nothing that a citizen gave is in it."""
    rows = [HEAD, *(_row(one) for one in jobs)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines)


async def run(wanted: argparse.Namespace, settings: GatewaySettings) -> str:
    """Carry the command out and return what to say; raises `RefusedError` and SQLAlchemy's errors."""
    database = Database(settings.database_url)
    try:
        if wanted.command is None:
            return await _list(JobList(database), wanted)
        leases = Leases(turn=timedelta(seconds=settings.turn_lease), postponed=timedelta(seconds=settings.report_retry))
        jobs = Jobs(database, Conversations(database, leases, _refuse_ticket), timedelta(seconds=settings.job_resend))
        outcome = await _change(jobs, wanted.command, wanted.job)
    finally:
        await database.close()
    await _wake(settings.redis_url, outcome.conversation)
    done = "is queued again; the running platform sends it" if wanted.command == "retry" else "is cancelled"
    return f"{wanted.job} {done}."


def _refuse_ticket(_reason: HandoverReason, _language: Language, _service: str | None) -> str:
    raise RuntimeError("nothing that is done to jobs from here opens a ticket")


async def _list(jobs: JobList, wanted: argparse.Namespace) -> str:
    found = await jobs.page(state=wanted.state, service=wanted.service, after=wanted.after)
    if not found:
        return "No jobs."
    more = f"\nThere may be more: --after {found[-1].id}" if len(found) == LONGEST_LIST else ""
    return show_table(found) + more


async def _change(jobs: Jobs, command: str, job_id: str) -> Outcome:
    try:
        outcome = await (jobs.retry(job_id) if command == "retry" else jobs.cancel(job_id))
    except UnknownJobError:
        raise RefusedError(f"{job_id!r}: no job has this id; ./moien jobs lists them") from None
    if outcome.refusal is not None:
        raise RefusedError(f"{job_id}: {outcome.refusal.detail}")
    return outcome


async def _wake(redis_url: str, conversation_id: str) -> None:
    """Let open chats look at once; without Redis they look by themselves within seconds."""
    redis = Redis.from_url(redis_url, socket_timeout=WAKE_SECONDS, socket_connect_timeout=WAKE_SECONDS)
    try:
        await redis.publish(TOPIC_CONVERSATION_MOVED, conversation_id)
    except (RedisError, OSError):
        return
    finally:
        await redis.aclose()


def _row(job: ListedJob) -> tuple[str, ...]:
    remarks = [
        *(["the administration is away"] if job.delayed and job.state == "queued" else []),
        *(["may have been filed"] if job.unsure and job.state in ("queued", "running", "failed") else []),
        *(["ready"] if job.ready else []),
        *([f"rejected: {job.code}"] if job.code else []),
        *([job.detail] if job.detail else []),
    ]
    tries = f"{job.attempts} ({job.failures} failed)" if job.failures else str(job.attempts)
    begun = job.created_at[:16].replace("T", " ")
    return job.id, begun, job.state, job.kind, job.operation, tries, "; ".join(remarks)


def main(arguments: Sequence[str]) -> int:
    """Run one command; 0: done, 1: cannot be done, 2: wrong settings or command line."""
    wanted = read_arguments(arguments)
    try:
        settings = GatewaySettings()
    except ValidationError as error:
        sys.stderr.write(f"{describe_problems(error)}\n")
        return EXIT_BAD_SETTINGS
    try:
        said = asyncio.run(run(wanted, settings))
    except RefusedError as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_REFUSED
    except (SQLAlchemyError, OSError) as error:
        reason = type(error).__name__
        sys.stderr.write(f"the database does not answer ({reason}): is the platform set up? Run ./moien up once\n")
        return EXIT_REFUSED
    sys.stdout.write(f"{said}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
