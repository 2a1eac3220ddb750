"""What administrators read of the audit log, against a real gateway."""

from __future__ import annotations

import httpx
from sqlalchemy import create_engine, text

from channels.store.database import sync_url
from tests.channels.client import citizen
from tests.channels.jobs_in_database import file_job, leave
from tests.channels.servers import Gateway
from tests.channels.staff.conftest import PASSWORD, SignUp, enter

AUDIT = "/api/staff/audit"


def newest(ada: httpx.Client, **query: str) -> list[tuple[str, str, str]]:
    page = ada.get(AUDIT, params=query).json()
    return [(entry["actor"], entry["action"], entry["target"]) for entry in page["entries"]]


def test_signing_in_and_what_goes_wrong_is_written_down(sign_up: SignUp, browser: httpx.Client) -> None:
    ada = sign_up("ada", "administrator")
    enter(browser, "ada", "my secret typed wrong")
    enter(browser, "my secret in the wrong field", "x")
    enter(browser, "ada")
    browser.delete("/api/staff/session")
    assert newest(ada)[:4] == [
        ("ada", "signed_out", "ada"),
        ("ada", "signed_in", "ada"),
        ("", "sign_in_failed", ""),
        ("", "sign_in_failed", "ada"),
    ]
    page = ada.get(AUDIT).json()
    assert page["intact"] is True
    assert "secret" not in str(page)
    assert page["entries"][3]["detail"] == {"address": "127.0.0.1", "reason": "password"}
    assert PASSWORD not in str(page)


def test_whoever_was_deactivated_is_named_when_they_try(sign_up: SignUp, browser: httpx.Client) -> None:
    ada, gone = sign_up("eva", "administrator"), sign_up("gone", "agent")
    account = gone.get("/api/staff/session").json()["id"]
    assert ada.patch(f"/api/staff/accounts/{account}", json={"active": False}).status_code == 200
    assert enter(browser, "gone").json()["code"] == "wrong_password"
    entry = ada.get(AUDIT, params={"action": "sign_in_failed"}).json()["entries"][0]
    assert (entry["target"], entry["detail"]["reason"]) == ("gone", "inactive")


def test_pages_and_filters(sign_up: SignUp) -> None:
    ada = sign_up("bea", "administrator")
    assert set(newest(ada, actor="bea")) == {("bea", "signed_in", "bea")}
    assert {action for _, action, _ in newest(ada, action="account_added")} == {"account_added"}
    first = ada.get(AUDIT).json()["entries"][0]["number"]
    below = ada.get(AUDIT, params={"before": str(first)}).json()
    assert below["entries"][0]["number"] == first - 1
    assert below["before"] is None
    assert ada.get(AUDIT, params={"before": ""}).status_code == 200
    for bad in ("x", "-1", "99999999999", "1.5", "²"):
        answer = ada.get(AUDIT, params={"before": bad})
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_frame")


async def test_jobs_that_staff_touches_are_written_down(gateway: Gateway, sign_up: SignUp) -> None:
    ada, kim = sign_up("cleo", "administrator"), sign_up("kim", "owner")
    async with citizen(gateway.origin) as me:
        job = await file_job(me)
        assert kim.post(f"/api/staff/jobs/{job}/retry").status_code == 409
        leave(gateway, job, state="failed", failures=7, result={"state": "failed", "detail": "status 500"})
        await me.event("job", state="failed")
        assert kim.post(f"/api/staff/jobs/{job}/retry").status_code == 200
        await me.event("job", state="queued")
        assert kim.post(f"/api/staff/jobs/{job}/cancel").status_code == 200
    assert newest(ada, actor="kim")[:2] == [("kim", "job_cancelled", job), ("kim", "job_retried", job)]


def test_a_log_that_was_changed_says_so(gateway: Gateway, sign_up: SignUp) -> None:
    ada = sign_up("zoe", "administrator")
    engine = create_engine(sync_url(gateway.settings["MOIEN_DATABASE_URL"]))
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_unchanged"))
        connection.execute(text("UPDATE audit SET actor = 'nobody' WHERE number = 1"))
    engine.dispose()
    assert ada.get(AUDIT).json()["intact"] is False
