"""Carries out steps that need one another, each as soon as what it needs stands."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from launcher.problem import Problem
from launcher.progress import warn


@dataclass(frozen=True)
class Step:
    """Something to be done, and the steps that must stand before it."""

    name: str
    needs: tuple[str, ...]
    work: Callable[[], Awaitable[None]]


def in_thread(work: Callable[[], object]) -> Callable[[], Awaitable[None]]:
    """Make a step's work of a function that blocks."""

    async def run() -> None:
        await asyncio.to_thread(work)

    return run


async def carry_out(steps: Iterable[Step]) -> None:
    """Do all steps; when one fails, those that have not begun are left, and those under way are cancelled.

    Raises:
        Problem: of the first step that failed; those of others are printed.
    """
    planned = list(steps)
    stands = {step.name: asyncio.Event() for step in planned}

    async def do(step: Step) -> None:
        for need in step.needs:
            await stands[need].wait()
        await step.work()
        stands[step.name].set()

    try:
        async with asyncio.TaskGroup() as tasks:
            for step in planned:
                tasks.create_task(do(step), name=step.name)
    except ExceptionGroup as failures:  # noqa: F821 - a builtin since Python 3.11, which the launcher needs
        problems, others = failures.split(Problem)
        if problems is None:
            raise
        if others is not None:
            raise others from problems
        first, *later = problems.exceptions
        for other in later:
            warn(f"\n{other}")
        raise first from None
