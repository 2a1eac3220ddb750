"""The staff's list of jobs: newest first, page by page, and nothing of what citizens gave."""

from __future__ import annotations

import msgspec
import pytest

from channels.store import job_list
from contracts.effects import ServiceRequest
from contracts.jobs import JobResult, ResultValue
from tests.channels.store.conftest import Store
from tests.channels.store.test_jobs import FILE, filed, work


async def test_the_list_shows_what_became_of_a_job_and_no_personal_data(store: Store) -> None:
    there, job = await filed(store)
    result = JobResult(
        state="succeeded", reference="RC-1", values={"place": ResultValue(kind="text", value="Secret Street 1")}
    )
    await work(store, job, state="succeeded", attempts=2, failures=1, result=msgspec.to_builtins(result))
    [listed] = await store.job_list.page()
    assert (listed.id, listed.conversation, listed.state, listed.reference) == (job, there, "succeeded", "RC-1")
    assert (listed.attempts, listed.failures, listed.cancellable) == (2, 1, False)
    assert listed.created_at == "2026-11-23T08:15:30.250Z"
    written = msgspec.json.encode(listed).decode()
    assert "Weber" not in written
    assert "Secret" not in written


@pytest.mark.parametrize("unsure", [False, True])
async def test_what_may_be_called_off(store: Store, unsure: bool) -> None:
    _, job = await filed(store)
    await work(store, job, unsure=unsure)
    [listed] = await store.job_list.page()
    assert listed.cancellable is not unsure


async def test_the_list_is_read_page_by_page(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_list, "LONGEST_LIST", 2)
    made = []
    for number in range(5):
        made.append((await filed(store))[1])
        if number % 2:  # two of the same moment must not get lost between two pages
            store.clock.forward(1)
    seen: list[str] = []
    after = None
    while page := await store.job_list.page(after=after):
        seen += [listed.id for listed in page]
        after = page[-1].id
    assert sorted(seen) == sorted(made)
    assert seen[0] == made[4]
    assert set(seen[1:3]) == {made[2], made[3]}


async def test_the_list_is_narrowed_down(store: Store) -> None:
    _, passport = await filed(store, FILE)
    _, other = await filed(store, ServiceRequest(service="dog", operation="commune.dog", fields={}))
    await work(store, other, state="failed", result=msgspec.to_builtins(JobResult(state="failed", detail="gave up")))
    assert [j.id for j in await store.job_list.page(service="passport")] == [passport]
    [failed] = await store.job_list.page(state="failed")
    assert (failed.id, failed.detail) == (other, "gave up")
    assert await store.job_list.page(state="failed", service="passport") == []
