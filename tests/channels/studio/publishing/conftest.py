"""A studio with a small folder of content, a database of each kind, and models that nobody had to train."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, insert, select, update

from channels.runner.jobs import JobUnsentError
from channels.settings import GatewaySettings
from channels.store.database import Database
from channels.store.members import Member, Role
from channels.store.staff import Staff
from channels.studio.publishing.folder import lay_over, name_model, read_content, write_content
from channels.studio.publishing.room import PublishingRoom
from contracts import models
from contracts.languages import LANGUAGES
from contracts.staff_tables import audit
from contracts.studio import Impact, LanguageImpact
from contracts.studio_tables import content_draft, content_step, release, review, trial
from tests.channels.store.conftest import Clock

PASSPORT = "catalogue/passport.yaml"
NOISE = "catalogue/noise.yaml"
QUEUES = "desk/queues.yaml"
LIVE = {PASSPORT: "fee: 50\n", NOISE: "# at night\nhours: 22\n", QUEUES: "queues: []\n"}


class ListSender:
    """Remembers what was sent; raises while it is told to."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.is_away = False

    def send(self, job_id: str) -> None:
        if self.is_away:
            raise JobUnsentError("away")
        self.sent.append(job_id)


class NoProblems:
    """A check that finds nothing: the content of these tests is no catalogue."""

    async def problems_of(self, _content: object) -> list[Any]:
        return []


class Studio:
    """One gateway's room, and what a worker and an editor do meanwhile."""

    def __init__(self, url: str, folder: Path, clock: Clock) -> None:
        self.url, self.folder, self.clock = url, folder, clock
        self.bot_dir, self.model_dir = folder / "bot", folder / "models"
        self.sender = ListSender()
        self.database = Database(url)
        self.staff = Staff(self.database, clock.now - clock.now, now=clock)
        settings = GatewaySettings(
            state_dir=folder, bot_dir=self.bot_dir, model_dir=self.model_dir, public_url="https://moien.example.lu"
        )
        self.room = PublishingRoom(settings, self.database, self.sender, NoProblems(), now=clock)

    async def hire(self, name: str, *roles: Role) -> Member:
        return await self.staff.add(name, name.title(), roles, "hash")

    async def draft(self, member: Member, path: str, text: str | None) -> None:
        live = (self.bot_dir / path).read_text() if (self.bot_dir / path).is_file() else ""
        row = {"path": path, "live": live, "text": text, "changed_by": member.id, "changed_at": self.clock.now}
        async with self.database.write() as connection:
            newest = select(func.coalesce(func.max(content_draft.c.revision), 0)).where(content_draft.c.path == path)
            row["revision"] = await connection.scalar(newest) + 1
            await connection.execute(content_draft.delete().where(content_draft.c.path == path))
            await connection.execute(insert(content_draft).values(row))
            steps = {key: row[key] for key in ("path", "revision", "text", "changed_by", "changed_at")}
            await connection.execute(insert(content_step).values(steps))

    async def drafts(self) -> dict[str, tuple[str, str | None]]:
        """Base and text of each draft."""
        async with self.database.read() as connection:
            return {row.path: (row.live, row.text) for row in await connection.execute(select(content_draft))}

    async def submit(self, member: Member, *paths: str, title: str = "Fees") -> str:
        review_id, _ = await self.room.reviewing.submit(member, title, list(paths))
        return review_id

    async def train(self, review_id: str, *, blocked: bool = False, **values: object) -> str:
        """Do what a worker does with the newest trial of a review; returns the model's fingerprint."""
        newest = select(trial).where(trial.c.review_id == review_id).order_by(trial.c.asked_at.desc()).limit(1)
        async with self.database.read() as connection:
            row = (await connection.execute(newest)).one()
        content = lay_over(read_content(self.bot_dir), row.files)
        mark = self.add_model(content)
        result = msgspec.to_builtins(impact(blocked, models.fingerprint_tests(content)))
        done = {"state": "succeeded", "done": 100, "model": mark, "result": result}
        async with self.database.write() as connection:
            await connection.execute(
                update(trial).where(trial.c.id == row.id).values(done | {"ended_at": self.clock.now} | values)
            )
        return mark

    def add_model(self, content: dict[str, bytes]) -> str:
        mark = name_model(content)
        self.model_dir.mkdir(exist_ok=True)
        models.model_path(self.model_dir, mark).write_bytes(b"model")
        beside = models.content_path(self.model_dir, mark)
        beside.mkdir(exist_ok=True)
        write_content(beside, content)
        return mark

    async def approved(self, owner: Member, publisher: Member, *paths: str, title: str = "Fees") -> str:
        review_id = await self.submit(owner, *paths, title=title)
        await self.train(review_id)
        await self.room.reviewing.approve(publisher, review_id, "", "", None)
        return review_id

    async def release(self, owner: Member, publisher: Member, path: str, text: str | None) -> int:
        """Bring a text to citizens."""
        self.clock.forward(1)
        await self.draft(owner, path, text)
        review_id = await self.approved(owner, publisher, path, title=f"{path} {text}"[:60].strip())
        published = await self.room.publishing.publish(review_id, publisher)
        return published.number  # type: ignore[union-attr]

    async def state(self, review_id: str) -> Any:
        async with self.database.read() as connection:
            return (await connection.execute(select(review).where(review.c.id == review_id))).one()

    async def trials(self, review_id: str) -> list[Any]:
        found = select(trial).where(trial.c.review_id == review_id).order_by(trial.c.asked_at)
        async with self.database.read() as connection:
            return list(await connection.execute(found))

    async def releases(self) -> list[Any]:
        async with self.database.read() as connection:
            return list(await connection.execute(select(release).order_by(release.c.number)))

    async def log(self) -> list[tuple[str, str]]:
        """Action and actor of every entry about content, the oldest first."""
        entries = select(audit.c.action, audit.c.actor).order_by(audit.c.number)
        async with self.database.read() as connection:
            return [(row.action, row.actor) for row in await connection.execute(entries) if row.action[:7] != "account"]

    def files(self) -> dict[str, str]:
        return {path: text.decode() for path, text in read_content(self.bot_dir).items()}

    def current(self) -> str | None:
        path = models.read_current(self.model_dir)
        return models.mark_of(path) if path is not None else None


def impact(blocked: bool = False, tests: str = "") -> Impact:
    languages = {
        language: LanguageImpact(before=0.9, after=0.8 if blocked else 0.9, sentences=300, worse=blocked)
        for language in LANGUAGES
    }
    return Impact(languages=languages, changed=[], replayed=0, seconds=60, blocked=blocked, tests=tests)


@pytest.fixture
async def studio(database_url: str, tmp_path: Path) -> AsyncIterator[Studio]:
    folder = tmp_path / "state"
    write_content(folder / "bot", {path: text.encode() for path, text in LIVE.items()})
    made = Studio(database_url, folder, Clock())
    yield made
    await made.database.close()


@pytest.fixture
async def owner(studio: Studio) -> Member:
    return await studio.hire("olga", "owner")


@pytest.fixture
async def publisher(studio: Studio) -> Member:
    return await studio.hire("petra", "owner", "publisher")
