"""``python -m channels.jobs_cli`` beside a running gateway, and without one."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from channels.jobs_cli import show_table
from channels.store.job_list import ListedJob
from tests.channels.client import citizen
from tests.channels.jobs_in_database import file_job, leave
from tests.channels.servers import ROOT, Gateway

VALUE = "1985041212393"


def call(settings: dict[str, str], *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "channels.jobs_cli", *arguments],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


async def test_list_retry_and_cancel_while_the_platform_runs(gateway: Gateway) -> None:
    async with citizen(gateway.origin) as me:
        failed, waiting = await file_job(me), await file_job(me)
        result = {"state": "failed", "detail": "status 500"}
        leave(gateway, failed, state="failed", failures=7, result=result, fields={"national_id": VALUE})
        await me.event("job", job=failed, state="failed")

        status, said, _ = await asyncio.to_thread(call, gateway.settings, "--service", "residence_certificate")
        assert status == 0
        line = next(line for line in said.splitlines() if line.startswith(failed))
        for part in ("failed", "file", "commune.requestResidenceCertificate", "(7 failed)", "status 500"):
            assert part in line
        assert VALUE not in said
        assert waiting in said
        _, only_failed, _ = await asyncio.to_thread(call, gateway.settings, "--state", "failed")
        assert failed in only_failed
        assert waiting not in only_failed

        assert (await asyncio.to_thread(call, gateway.settings, "retry", failed))[0] == 0
        await me.event("job", job=failed, state="queued")
        assert (await asyncio.to_thread(call, gateway.settings, "cancel", waiting))[0] == 0
        await me.event("job", job=waiting, state="cancelled")
        await me.hears("fr: system_job_cancelled")

        status, said, error = await asyncio.to_thread(call, gateway.settings, "cancel", waiting)
        assert (status, said) == (1, "")
        assert "cancelled" in error


def test_what_cannot_be_done_is_said_in_one_line(sqlite_url: str, tmp_path: Path) -> None:
    settings = {"MOIEN_DATABASE_URL": sqlite_url, "MOIEN_STATE_DIR": str(tmp_path)}
    assert call(settings) == (0, "No jobs.\n", "")
    status, _, error = call(settings, "retry", "nothing")
    assert (status, error) == (1, "'nothing': no job has this id; ./moien jobs lists them\n")
    status, _, error = call({**settings, "MOIEN_DATABASE_URL": f"sqlite:///{tmp_path}/empty.db"})
    assert status == 1
    assert error.startswith("the database does not answer")
    status, _, error = call({**settings, "MOIEN_PORT": "x"})
    assert status == 2
    assert error.startswith("MOIEN_PORT")
    assert call(settings, "--state", "lost")[0] == 2
    assert call(settings, "explode")[0] == 2


def listed(**changes: object) -> ListedJob:
    job = {
        "id": "a" * 32,
        "conversation": "c" * 32,
        "kind": "file",
        "service": "passport",
        "operation": "commune.requestPassport",
        "state": "queued",
        "attempts": 1,
        "failures": 0,
        "delayed": False,
        "unsure": False,
        "ready": False,
        "cancellable": True,
        "reference": None,
        "code": None,
        "detail": None,
        "created_at": "2026-11-23T08:15:30.250Z",
        "updated_at": "2026-11-23T08:15:30.250Z",
    }
    return ListedJob(**{**job, **changes})


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, "2026-11-23 08:15  queued  file  commune.requestPassport  1"),
        ({"delayed": True}, "the administration is away"),
        ({"delayed": True, "unsure": True}, "the administration is away; may have been filed"),
        ({"state": "rejected", "code": "not_registered"}, "rejected: not_registered"),
        ({"state": "succeeded", "ready": True, "delayed": True}, "ready"),
        ({"failures": 3, "attempts": 4}, "4 (3 failed)"),
    ],
)
def test_a_line_of_the_table(changes: dict[str, object], shown: str) -> None:
    head, line = show_table([listed(**changes)]).splitlines()
    assert line.endswith(shown)
    assert head.startswith("JOB")


def test_columns_stand_below_each_other() -> None:
    lines = show_table([listed(), listed(state="succeeded", kind="look_up")]).splitlines()
    assert len({line.index("commune.") for line in lines[1:]} | {lines[0].index("OPERATION")}) == 1
