"""Steps that need one another."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from launcher.plan import Step, carry_out, in_thread
from launcher.problem import Problem


def noting(done: list[str], name: str) -> Callable[[], Awaitable[None]]:
    async def work() -> None:
        await asyncio.sleep(0.01)
        done.append(name)

    return work


async def test_each_step_waits_for_what_it_needs() -> None:
    done: list[str] = []
    steps = [
        Step("gateway", ("tables", "web"), noting(done, "gateway")),
        Step("tables", ("platform",), noting(done, "tables")),
        Step("web", (), in_thread(lambda: done.append("web"))),
        Step("platform", (), noting(done, "platform")),
    ]
    await carry_out(steps)
    assert sorted(done) == ["gateway", "platform", "tables", "web"]
    assert done.index("platform") < done.index("tables") < done.index("gateway")


async def test_steps_that_do_not_need_each_other_run_side_by_side() -> None:
    meeting = asyncio.Barrier(2)

    async def meet() -> None:
        async with asyncio.timeout(10):
            await meeting.wait()

    await carry_out([Step("left", (), meet), Step("right", (), meet)])


async def test_a_failure_leaves_what_needed_it_undone_and_is_told() -> None:
    done: list[str] = []

    def fail() -> None:
        raise Problem("the disk is full", "make room")

    steps = [Step("web", (), in_thread(fail)), Step("gateway", ("web",), noting(done, "gateway"))]
    with pytest.raises(Problem, match="the disk is full"):
        await carry_out(steps)
    assert done == []


async def test_a_second_failure_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    meeting = asyncio.Barrier(2)

    def failing(what: str) -> Callable[[], Awaitable[None]]:
        async def work() -> None:
            await meeting.wait()
            raise Problem(what, "mend it")

        return work

    with pytest.raises(Problem) as caught:
        await carry_out([Step("one", (), failing("first")), Step("two", (), failing("second"))])
    assert {caught.value.what, capsys.readouterr().err.split()[0]} == {"first", "second"}


async def test_a_mistake_in_a_step_is_not_taken_for_a_problem() -> None:
    with pytest.raises(ExceptionGroup) as caught:  # noqa: F821 - a builtin since Python 3.11
        await carry_out([Step("one", (), in_thread(lambda: 1 / 0))])
    assert isinstance(caught.value.exceptions[0], ZeroDivisionError)


async def test_cancelling_ends_steps_that_wait() -> None:
    waiting = asyncio.create_task(
        carry_out([Step("forever", (), asyncio.Event().wait), Step("after", ("forever",), asyncio.Event().wait)])
    )
    await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
