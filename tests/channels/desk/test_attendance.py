"""Signs of life are written down together, and not lost while the database is away."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

import pytest

from channels.desk import attendance as attendance_module
from channels.desk.attendance import Attendance


class Presences:
    def __init__(self) -> None:
        self.done: list[object] = []
        self.error: Exception | None = None
        self.written = asyncio.Event()

    async def come(self, staff_id: str) -> None:
        self.done.append(("come", staff_id))

    async def say(self, staff_id: str, state: str, reason: str | None) -> None:
        self.done.append((staff_id, state, reason))

    async def see(self, staff_ids: Collection[str]) -> None:
        self.written.set()
        if self.error is not None:
            raise self.error
        self.done.append(sorted(staff_ids))


async def test_coming_and_saying_move_the_desk() -> None:
    presences, moved = Presences(), []
    attendance = Attendance(presences, lambda: moved.append("moved"))
    await attendance.come("alex")
    await attendance.say("alex", "busy", "paperwork")
    assert presences.done == [("come", "alex"), ("alex", "busy", "paperwork")]
    assert moved == ["moved", "moved"]


async def test_many_signs_of_life_are_one_write_and_silence_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attendance_module, "WRITE_EVERY", 0.02)
    presences = Presences()
    attendance = Attendance(presences, lambda: None)
    presences.error = OSError("away")
    for name in ("alex", "sam", "alex"):
        attendance.hear(name)
    running = asyncio.create_task(attendance.run())
    try:
        async with asyncio.timeout(5):
            await presences.written.wait()
            presences.error = None
            presences.written.clear()
            await presences.written.wait()
        assert presences.done == [["alex", "sam"]]
        await asyncio.sleep(0.1)
        assert presences.done == [["alex", "sam"]]
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
