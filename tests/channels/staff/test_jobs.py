"""Jobs as the staff lists, retries and cancels them, and as citizens call them off, against a real gateway."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.channels.client import citizen, new_message_id
from tests.channels.jobs_in_database import file_job, leave
from tests.channels.servers import Gateway

Cookies = dict[str, str]
JOBS = "/api/staff/jobs"
VALUE = "1985041212393"


@pytest.fixture
async def staff(gateway: Gateway, cookies: Cookies) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Cookie": cookies["alex"], "Origin": gateway.origin}
    async with httpx.AsyncClient(base_url=gateway.origin, headers=headers, timeout=30) as client:
        yield client


async def test_the_list_shows_what_became_of_jobs_and_no_values(gateway: Gateway, staff: httpx.AsyncClient) -> None:
    async with citizen(gateway.origin) as me:
        job = await file_job(me)
        leave(gateway, job, fields={"national_id": VALUE})
        listed = (await staff.get(JOBS)).json()
        found = next(one for one in listed["jobs"] if one["id"] == job)
        assert (found["state"], found["kind"], found["service"]) == ("queued", "file", "residence_certificate")
        assert (found["operation"], found["conversation"]) == ("commune.requestResidenceCertificate", me.conversation)
        assert found["cancellable"] is True
        assert "fields" not in found
        assert VALUE not in str(listed)


async def test_the_list_is_narrowed_down_and_turned_over(gateway: Gateway, staff: httpx.AsyncClient) -> None:
    async with citizen(gateway.origin) as me:
        jobs = [await file_job(me) for _ in range(3)]
        leave(gateway, jobs[1], service="passport")
        newest = [one["id"] for one in (await staff.get(JOBS)).json()["jobs"]]
        assert newest[:3] == jobs[::-1]
        assert [one["id"] for one in (await staff.get(JOBS, params={"service": "passport"})).json()["jobs"]] == [
            jobs[1]
        ]
        after = (await staff.get(JOBS, params={"after": jobs[1]})).json()
        assert (after["jobs"][0]["id"], after["after"]) == (jobs[0], None)
        queued = (await staff.get(JOBS, params={"state": "queued", "service": "residence_certificate"})).json()["jobs"]
        assert {one["state"] for one in queued} == {"queued"}
        bad = await staff.get(JOBS, params={"state": "lost"})
        assert (bad.status_code, bad.json()["code"]) == (400, "bad_frame")
        assert (await staff.get(JOBS, params={"after": "' OR 1=1 --"})).status_code == 200


async def test_a_failed_job_is_tried_anew(gateway: Gateway, staff: httpx.AsyncClient) -> None:
    async with citizen(gateway.origin) as me:
        job = await file_job(me)
        early = await staff.post(f"{JOBS}/{job}/retry")
        assert (early.status_code, early.json()["code"]) == (409, "too_late")
        leave(gateway, job, state="failed", failures=7, result={"state": "failed", "detail": "status 500"})
        await me.event("job", state="failed")
        assert (await staff.post(f"{JOBS}/{job}/retry")).status_code == 200
        await me.event("job", state="queued")
        found = next(one for one in (await staff.get(JOBS)).json()["jobs"] if one["id"] == job)
        assert (found["state"], found["failures"], found["detail"]) == ("queued", 0, None)


async def test_staff_calls_a_job_off(gateway: Gateway, staff: httpx.AsyncClient) -> None:
    async with citizen(gateway.origin) as me:
        job = await file_job(me)
        assert (await staff.post(f"{JOBS}/{job}/cancel")).status_code == 200
        await me.event("job", state="cancelled")
        again = await staff.post(f"{JOBS}/{job}/cancel")
        assert (again.status_code, again.json()["code"]) == (409, "too_late")


@pytest.mark.parametrize("action", ["retry", "cancel"])
async def test_an_unknown_job(staff: httpx.AsyncClient, action: str) -> None:
    for job in ("0" * 32, "x", "'"):
        answer = await staff.post(f"{JOBS}/{job}/{action}")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_job")


async def test_jobs_are_for_staff_on_our_own_pages(gateway: Gateway, cookies: Cookies) -> None:
    async with httpx.AsyncClient(base_url=gateway.origin, headers={"Origin": gateway.origin}) as anybody:
        for method, path in (("GET", JOBS), ("POST", f"{JOBS}/x/retry"), ("POST", f"{JOBS}/x/cancel")):
            assert (await anybody.request(method, path)).status_code == 401
            foreign = {"Cookie": cookies["alex"], "Origin": "https://www.example.lu"}
            assert (await anybody.request(method, path, headers=foreign)).status_code == 403
        owner = await anybody.get(JOBS, headers={"Cookie": cookies["olga"]})
        assert owner.status_code == 200, "service owners see them, too"


async def test_the_citizen_calls_off_what_waits(gateway: Gateway) -> None:
    async with citizen(gateway.origin) as me, citizen(gateway.origin) as other:
        job = await file_job(me)
        await other.send(type="cancel_job", message_id="cancel-0001", job=job)
        assert (await other.next_of("error"))["code"] == "unknown_job"
        await me.send(type="cancel_job", message_id="cancel-0001", job=job)
        ack = await me.next_of("ack", message_id="cancel-0001")
        assert (await me.event("job", state="cancelled"))["seq"] == ack["seq"]
        await me.hears("fr: system_job_cancelled")
        await me.send(type="cancel_job", message_id="cancel-0002", job=job)
        assert (await me.next_of("error"))["code"] == "too_late"


async def test_the_citizen_takes_back_what_was_filed(gateway: Gateway) -> None:
    async with citizen(gateway.origin) as me, httpx.AsyncClient(base_url=gateway.origin) as api:
        job = await file_job(me)
        there, headers = f"/api/conversations/{me.conversation}/jobs/{job}", {"Authorization": f"Bearer {me.token}"}
        wish = {"message_id": new_message_id()}
        early = await api.post(f"{there}/undo", json=wish, headers=headers)
        assert (early.status_code, early.json()["code"]) == (409, "too_late")
        leave(
            gateway, job, state="succeeded", undo="commune.withdraw", result={"state": "succeeded", "reference": "R-1"}
        )
        await me.event("job", job=job, state="succeeded", undoable=True)
        taken_back = await api.post(f"{there}/undo", json=wish, headers=headers)
        assert taken_back.status_code == 200
        assert (await api.post(f"{there}/undo", json=wish, headers=headers)).json() == taken_back.json(), (
            "twice is once"
        )
        undo = (await me.event("job", job_kind="undo"))["data"]
        assert undo["state"] == "queued"
        late = await api.post(f"{there}/cancel", json={"message_id": new_message_id()}, headers=headers)
        assert (late.status_code, late.json()["code"]) == (409, "too_late")
        assert (await api.post(f"{there}/undo", json=wish)).status_code == 404
        assert (await api.post(f"{there}/undo", json={}, headers=headers)).status_code == 400
        await me.send(type="undo_job", message_id="undo-00001", job="0" * 32)
        assert (await me.next_of("error"))["code"] == "unknown_job"
