"""What the doors call: files, jobs and logins go through the hub to the database, the queue and the bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import insert, select, update
from structlog.testing import capture_logs

from channels.fanout import Fanout
from channels.hub import Hub, LoginFailedError
from channels.privacy.reading import ExportReader
from channels.settings import GatewaySettings
from channels.store.conversations import UnknownConversationError, utc_now
from channels.store.database import Database
from channels.store.jobs import UnknownJobError
from contracts.answers import Answered, AnswerRequest, Progress
from contracts.effects import ServiceRequest
from contracts.events import IdentityChanged, JobChanged
from contracts.frames import ShownMessage
from contracts.jobs import Document, JobResult
from contracts.tables import file, identity, job
from contracts.turns import SystemInput, TextInput, TurnReply, TurnRequest
from tests.channels.bot_folder import standing_desk

FILE = ServiceRequest(
    service="passport", operation="commune.passport", fields={"name": "Weber"}, undo="commune.withdraw"
)
PAPER = Document(id="1" * 32, name="bail.pdf", media_type="application/pdf", size=9)


class FilingBot:
    """Files an application for every text, and remembers what else it was told."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    async def answer(self, request: TurnRequest) -> TurnReply:
        self.told.append(request.input)
        effects = [FILE] if isinstance(request.input, TextInput) else []
        return TurnReply(turn=request.turn, parts=[], effects=effects)

    async def check(self) -> None:
        """Always there."""


class NoAnswers:
    async def answer(self, request: AnswerRequest, show: Callable[[Progress], None]) -> Answered:
        raise AssertionError("nothing is asked of the answer server here")


class ListSender:
    def __init__(self) -> None:
        self.sent: list[str] = []

    def send(self, job_id: str) -> None:
        self.sent.append(job_id)


class Bench:
    """A hub that sweeps, without Redis."""

    def __init__(self, database: Database, **settings: Any) -> None:
        given = GatewaySettings(sweep=0.05, identity_minutes=30, **settings)
        self.database = database
        self.bot, self.sender = FilingBot(), ListSender()
        self.fanout = Fanout("redis://127.0.0.1:1/0")
        self.hub = Hub(given, database, self.fanout, self.bot, NoAnswers(), self.sender, standing_desk())

    async def until(self, done: Callable[[], bool]) -> None:
        for _ in range(1000):
            if done():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"nothing of the kind within 20 s; the bot was told {self.intents}")

    async def begin(self) -> str:
        conversation, _ = await self.hub.open("fr", "demo")
        return conversation

    async def file(self, conversation: str) -> str:
        """Have the bot file an application; returns its job once it was sent."""
        await self.hub.say(conversation, "say-1", "Bonjour")
        await self.until(lambda: bool(self.sender.sent))
        return self.sender.sent[0]

    async def work(self, job_id: str, **values: Any) -> None:
        async with self.database.write() as connection:
            await connection.execute(update(job).where(job.c.id == job_id).values(values))

    async def cards(self, conversation: str) -> list[tuple[str, str]]:
        events = await self.hub.conversations.events_after(conversation, 0)
        return [(e.data.job_kind, e.data.state) for e in events if isinstance(e.data, JobChanged)]

    @property
    def intents(self) -> list[str]:
        return [told.intent for told in self.bot.told if isinstance(told, SystemInput)]


@pytest.fixture
async def bench(sqlite_url: str) -> AsyncIterator[Bench]:
    database = Database(sqlite_url)
    bench = Bench(database, database_url=sqlite_url)
    sweeping = asyncio.create_task(bench.hub._sweep.run())
    yield bench
    sweeping.cancel()
    await asyncio.gather(sweeping, return_exceptions=True)
    await bench.hub.stop()
    await bench.fanout.close()
    await database.close()


async def test_a_file_goes_to_the_bot(bench: Bench) -> None:
    there = await bench.begin()
    await bench.hub.files.add(there, PAPER)
    outcome = await bench.hub.attach(there, "file-1", PAPER.id)
    assert (await bench.hub.attach(there, "file-1", PAPER.id)).seq == outcome.seq
    await bench.until(lambda: len(bench.bot.told) == 1)
    assert bench.bot.told[0].document == PAPER


async def test_a_job_is_called_off_and_the_bot_says_so(bench: Bench) -> None:
    there = await bench.begin()
    filed = await bench.file(there)
    assert (await bench.hub.cancel_job(there, "cancel-1", filed)).refusal is None
    await bench.until(lambda: bench.intents == ["system_job_cancelled"])
    assert await bench.cards(there) == [("file", "queued"), ("file", "cancelled")]


async def test_what_was_filed_is_taken_back(bench: Bench) -> None:
    there = await bench.begin()
    filed = await bench.file(there)
    result = msgspec.to_builtins(JobResult(state="succeeded", reference="RC-1"))
    await bench.work(filed, state="succeeded", result=result)
    await bench.until(lambda: bench.intents == ["system_job_succeeded"])
    outcome = await bench.hub.undo_job(there, "undo-1", filed)
    assert outcome.refusal is None
    assert (await bench.hub.undo_job(there, "undo-1", filed)).seq == outcome.seq
    await bench.until(lambda: len(bench.sender.sent) == 2)
    await bench.work(bench.sender.sent[1], state="succeeded", result=result)
    await bench.until(lambda: bench.intents == ["system_job_succeeded", "system_job_cancelled"])
    assert (await bench.cards(there))[-2:] == [("undo", "succeeded"), ("file", "cancelled")]


async def test_the_staff_has_a_job_tried_anew_and_it_is_sent_again_at_once(bench: Bench) -> None:
    there = await bench.begin()
    filed = await bench.file(there)
    failed = msgspec.to_builtins(JobResult(state="failed", detail="gave up"))
    await bench.work(filed, state="failed", attempts=8, result=failed)
    await bench.until(lambda: bench.intents == ["system_job_failed"])
    assert (await bench.hub.conversations.standing(there)).owner == "queue"
    assert (await bench.hub.retry_job(filed)).refusal is None
    await bench.until(lambda: bench.sender.sent == [filed, filed])
    assert (await bench.hub.cancel_job_as_staff(filed)).refusal is None
    for wish in (bench.hub.retry_job, bench.hub.cancel_job_as_staff):
        with pytest.raises(UnknownJobError):
            await wish("nothing")


async def completed(bench: Bench, there: str) -> str:
    started = await bench.hub.logins.start(await bench.hub.logins.begin(there, None, "fr"))
    assert started is not None
    returned = await bench.hub.logins.come_back(started.state, started.browser)
    assert returned is not None
    code = await bench.hub.logins.complete(returned, "s", {"national_id": "1893120105732"})
    assert code is not None
    return code


async def test_a_login_ends_the_old_token_and_is_told_to_the_bot(bench: Bench) -> None:
    there, old = await bench.hub.open("fr", "demo")
    code = await completed(bench, there)
    entered = await bench.hub.finish_login(there, code)
    assert (await bench.hub.conversations.standing_of_token(entered.token)).id == there
    with pytest.raises(UnknownConversationError):
        await bench.hub.conversations.standing_of_token(old)
    [event] = await bench.hub.conversations.events_after(there, entered.seq - 1)
    assert event.data == IdentityChanged(state="logged_in")
    await bench.until(lambda: bench.intents == ["system_logged_in"])
    assert bench.bot.told[0].data == {"claims": {"national_id": "1893120105732"}}
    await bench.hub.log_out(there)
    await bench.hub.log_out(there)
    await bench.until(lambda: bench.intents == ["system_logged_in", "system_logged_out"])
    assert (await bench.hub.conversations.standing_of_token(entered.token)).id == there, "the chat goes on"


async def test_a_wrong_code_changes_nothing(bench: Bench) -> None:
    there, token = await bench.hub.open("fr", "demo")
    await completed(bench, there)
    with pytest.raises(LoginFailedError):
        await bench.hub.finish_login(there, "22222222")
    assert (await bench.hub.conversations.standing_of_token(token)).last_seq == 1
    assert not await bench.hub.identities.is_logged_in(there)


async def test_a_login_expires_by_itself(bench: Bench) -> None:
    there = await bench.begin()
    await bench.hub.finish_login(there, await completed(bench, there))
    async with bench.database.write() as connection:
        await connection.execute(update(identity).values(expires_at=utc_now()))
    await bench.until(lambda: bench.intents == ["system_logged_in", "system_logged_out"])
    events = await bench.hub.conversations.events_after(there, 0)
    assert [e.data.state for e in events if isinstance(e.data, IdentityChanged)] == ["logged_in", "expired"]
    async with bench.database.read() as connection:
        assert await connection.scalar(select(identity.c.subject)) is None


@pytest.mark.parametrize("runs_out", [False, True])
async def test_what_is_said_after_a_login_is_nobodys(bench: Bench, *, runs_out: bool) -> None:
    there = await bench.begin()
    await bench.hub.say(there, "one", "before")
    bench.hub._identity_lasts = timedelta(0) if runs_out else timedelta(minutes=30)
    await bench.hub.finish_login(there, await completed(bench, there))
    if not runs_out:
        await bench.hub.log_out(there)
    await bench.until(lambda: bench.intents == ["system_logged_in", "system_logged_out"])
    await bench.hub.say(there, "two", "after")
    keys = bench.hub.people.keys_of("s", None)
    reader = ExportReader(bench.database, timedelta(days=30), lambda site, _: site)

    async def exported() -> list[str]:
        [found] = await bench.hub.people.conversations_of(keys)
        events = [one.event.data for one in (await reader.read(found.id, found.until)).events]
        return [data.text for data in events if isinstance(data, ShownMessage) and data.author == "citizen"]

    assert await exported() == ["before"]
    bench.hub._identity_lasts = timedelta(minutes=30)
    await bench.hub.finish_login(there, await completed(bench, there))
    assert await exported() == ["before", "after"]


async def test_what_an_administration_issued_is_shown_and_can_be_found(bench: Bench) -> None:
    there = await bench.begin()
    filed = await bench.file(there)
    issued = Document(id="2" * 32, name="RC-1.pdf", media_type="application/pdf", size=9)
    row = msgspec.structs.asdict(issued) | {"conversation_id": there, "issued": True, "created_at": utc_now()}
    async with bench.database.write() as connection:
        await connection.execute(insert(file).values(row | {"expires_at": utc_now().replace(year=2100)}))
    result = JobResult(state="succeeded", reference="RC-1", document=issued)
    await bench.work(filed, state="succeeded", ready_at=utc_now(), result=msgspec.to_builtins(result))
    await bench.until(lambda: bench.intents == ["system_job_succeeded", "system_job_ready"])
    last = (await bench.hub.conversations.events_after(there, 0))[-1].data
    assert isinstance(last, JobChanged)
    assert last.document == issued
    assert await bench.hub.files.find(there, issued.id) == issued


async def test_what_fails_after_its_sender_has_gone_is_written_down(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await bench.begin()
    begun, fails = asyncio.Event(), asyncio.Event()

    async def receive(*_: Any, **__: Any) -> None:
        begun.set()
        await fails.wait()
        raise OSError("the database is away")

    monkeypatch.setattr(bench.hub.conversations, "receive", receive)
    sender = asyncio.create_task(bench.hub.say(conversation, "1" * 32, "Moien"))
    await begun.wait()
    sender.cancel()
    await asyncio.gather(sender, return_exceptions=True)
    with capture_logs() as logs:
        fails.set()
        await bench.hub.stop()
    assert {"event": "hub.failed_without_sender", "error": "OSError", "log_level": "warning"} in logs
