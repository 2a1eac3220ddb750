"""Each deletion is broken in turn: the self-test turns red, and green again once it is mended."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from sqlalchemy import Engine, Table, delete, insert, select, update

from contracts.auditing import add_entry
from contracts.erasing import hash_conversation
from contracts.files import FileStore
from contracts.forgetting import KINDS, STALE, TOLERANCE, Kind, Look, find_faults
from contracts.privacy_tables import forgetting_look
from contracts.staff_tables import audit, callback, staff, staff_session, ticket
from contracts.studio_tables import inbox_mark, rehearsed_call, review, trial
from contracts.tables import conversation, erasure, file, job, login
from services.forgetting.selftest import SelfTest
from services.forgetting.terms import Terms
from services.retention import Retention
from tests.services.databases import CREATED, add_job
from tests.services.forgetting.trackers import Trackers
from tests.services.processes import Redis as RedisServer
from tests.services.training.conftest import PERSON

DAY = timedelta(days=1)
TERMS = Terms(
    keep=200 * DAY,
    keep_identified=200 * DAY,
    keep_jobs=30 * DAY,
    keep_marks=90 * DAY,
    keep_logs=30 * DAY,
    keep_audit=400 * DAY,
)
LONG_AFTER = CREATED + 100 * DAY
ERASED = "e" * 32


@dataclass
class House:
    """Everything that forgets, and whoever looks after it."""

    engine: Engine
    store: FileStore
    redis: Redis
    logs: Path
    trackers: Trackers = field(default_factory=Trackers)
    now: datetime = CREATED

    def __post_init__(self) -> None:
        given = {"terms": TERMS, "logs_dir": self.logs, "now": lambda: self.now}
        self.retention = Retention(self.engine, self.store, self.trackers, **given)  # type: ignore[arg-type]
        self.selftest = SelfTest(self.engine, self.store, self.trackers, self.redis, **given)  # type: ignore[arg-type]

    def look(self) -> dict[str, str]:
        self.selftest.run()
        return self.faults()

    def faults(self) -> dict[str, str]:
        with self.engine.connect() as connection:
            rows = connection.execute(select(forgetting_look)).all()
        looks = [Look(kind=row.kind, overdue=row.overdue, looked_at=as_aware(row.looked_at)) for row in rows]
        return find_faults(looks, self.now, up_since=CREATED)

    def add(self, table: Table, **values: Any) -> None:
        with self.engine.begin() as connection:
            connection.execute(insert(table).values(values))


def as_aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=CREATED.tzinfo)


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    server = RedisServer(tmp_path_factory.mktemp("redis") / "data")
    server.start()
    client = Redis.from_url(server.url)
    yield client
    client.close()
    server.kill()


@pytest.fixture
def house(engine: Engine, redis: Redis, tmp_path: Path) -> Iterator[House]:
    redis.flushall()
    (tmp_path / "logs").mkdir()
    made = House(engine, FileStore(tmp_path / "files"), redis, tmp_path / "logs")
    made.add(staff, **PERSON)
    yield made
    with engine.begin() as connection:
        for table in (erasure, callback, ticket, trial, review, rehearsed_call, inbox_mark, staff_session, file, job):
            connection.execute(delete(table))
        connection.execute(delete(audit))
        connection.execute(delete(login))
        connection.execute(delete(conversation))
        connection.execute(delete(staff))


OF = {"conversation_id": "c1"}
ASKED = {"language": "lb", "queue": "general"}
TICKET = {"reason": "asked", "visited": [], "moves": 0, "ahead": 0, "opened_at": CREATED, "waiting_since": CREATED}
TRIAL = {"state": "succeeded", "done": 100, "cancel": False, "files": {}, "asked_by": PERSON["id"]}
REVIEW = {"id": "v1", "title": "x", "state": "published", "note": "", "submitted_by": PERSON["id"]}


def plant_conversation(house: House) -> None:
    house.now = CREATED + 300 * DAY


def plant_job(house: House) -> None:
    add_job(house.engine, "j1", {"name": "x"}, state="succeeded")


def plant_ticket(house: House) -> None:
    ended = {"state": "closed", "closed_at": CREATED}
    house.add(ticket, id="t1", **OF, **ASKED, **TICKET, **ended, fields={"name": "x"}, last_text="x")


def plant_callback(house: House) -> None:
    ended = {"state": "done", "ended_at": CREATED, "attempts": 1, "asked_at": CREATED}
    house.add(ticket, id="t1", **OF, **ASKED, **TICKET, state="closed", fields={}, last_text="")
    house.add(callback, id="b1", ticket_id="t1", **OF, **ASKED, **ended, phone="+352", when="any", about="")


def plant_file(house: House) -> None:
    kind = {"name": "a.pdf", "media_type": "application/pdf", "size": 1, "issued": True, "created_at": CREATED}
    house.add(file, id=house.store.write(b"x"), **OF, **kind, expires_at=CREATED)


def plant_login(house: House) -> None:
    house.add(login, id_hash="h", **OF, language="lb", wrong_codes=0, expires_at=CREATED)


def plant_trial(house: House) -> None:
    house.add(trial, id="t1", **TRIAL, asked_at=CREATED)


def plant_replayed(house: House) -> None:
    house.now = CREATED + 199 * DAY
    with house.engine.begin() as connection:
        connection.execute(update(conversation).values(updated_at=house.now))
    house.add(review, **REVIEW, submitted_at=CREATED)
    quoted = {"changed": [{"source": "conversation", "text": "x"}], "seconds": 1}
    house.add(trial, id="t1", **TRIAL, review_id="v1", result=quoted, asked_at=CREATED - 10 * DAY)


def plant_rehearsal(house: House) -> None:
    call = {"operation": "x.y", "kind": "file", "fields": {}, "state": "done", "asked_by": PERSON["id"]}
    house.add(rehearsed_call, id="r1", **call, asked_at=CREATED)


def plant_mark(house: House) -> None:
    house.add(inbox_mark, key="k", state="ignored", decided_by=PERSON["id"], decided_at=CREATED)


def plant_session(house: House) -> None:
    begun = {"browser": "x", "created_at": CREATED, "seen_at": CREATED, "expires_at": CREATED}
    house.add(staff_session, token_hash="h", id="s", staff_id=PERSON["id"], **begun)


def plant_entry(house: House) -> None:
    with house.engine.begin() as connection:
        add_entry(connection, house.now - 402 * DAY, (None, ""), "signed_in")


def plant_tracker(house: House) -> None:
    house.trackers.kept = {"c1", ERASED}


def plant_log(house: House) -> None:
    path = house.logs / "gateway.log.1"
    path.write_text("timestamp=2026-01-01T00:00:00Z event=x\n")
    os.utime(path, (CREATED.timestamp(), CREATED.timestamp()))


PLANTED: dict[Kind, Callable[[House], None]] = {
    "conversations": plant_conversation,
    "applications": plant_job,
    "handovers": plant_ticket,
    "callbacks": plant_callback,
    "files": plant_file,
    "logins": plant_login,
    "trials": plant_trial,
    "replayed": plant_replayed,
    "rehearsals": plant_rehearsal,
    "marks": plant_mark,
    "staff_sessions": plant_session,
    "audit": plant_entry,
    "trackers": plant_tracker,
    "logs": plant_log,
}


def test_every_kind_but_what_redis_drops_by_itself_is_broken_below() -> None:
    assert set(PLANTED) == set(KINDS) - {"redis"}


@pytest.mark.parametrize("kind", PLANTED)
def test_without_the_deletion_it_turns_red_and_with_it_green(house: House, kind: Kind) -> None:
    house.now = LONG_AFTER
    PLANTED[kind](house)
    assert house.look() == {kind: "1 overdue"}
    house.retention.run()
    assert house.look() == {}


def test_what_has_just_become_due_is_no_fault(house: House) -> None:
    plant_job(house)
    due = CREATED + TERMS.keep_jobs
    house.now = due + TOLERANCE - timedelta(seconds=1)
    assert house.look() == {}
    house.now = due + TOLERANCE
    assert house.look() == {"applications": "1 overdue"}


def test_a_file_that_cannot_be_deleted(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_file_id: str) -> None:
        raise PermissionError("read-only file system")

    house.now = LONG_AFTER
    plant_file(house)
    with monkeypatch.context() as broken:
        broken.setattr(house.store, "delete", refuse)
        house.retention.run()
        assert house.look() == {"files": "1 overdue"}
    house.retention.run()
    assert house.look() == {}


def test_a_file_whose_row_is_gone(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    left = house.store.write(b"x")
    os.utime(house.store._folder / left, (CREATED.timestamp(), CREATED.timestamp()))
    house.now = LONG_AFTER
    with monkeypatch.context() as broken:
        broken.setattr("services.retention.find_orphans", lambda *_: [])
        house.retention.run()
        assert house.look() == {"files": "1 overdue"}
    house.retention.run()
    assert house.look() == {}


def test_a_bot_that_does_not_forget(house: House) -> None:
    house.trackers.kept = {ERASED}
    house.trackers.refuses = True
    house.retention.run()
    assert house.look() == {"trackers": "1 overdue"}
    house.trackers.refuses = False
    house.retention.run()
    assert house.look() == {}


def test_a_bot_that_was_not_told_of_an_erasure(house: House) -> None:
    told = {"id_hash": "h", "reason": "citizen", "counts": {}, "erased_at": CREATED}
    house.add(erasure, **told, conversation_id=ERASED)
    house.trackers.kept = {ERASED}
    assert house.look() == {}
    house.now += TOLERANCE
    assert house.look() == {"trackers": "1 overdue"}
    house.trackers.forget(ERASED)
    with house.engine.begin() as connection:
        connection.execute(update(erasure).values(conversation_id=None, settled_at=house.now))
    assert house.look() == {}


def test_a_bot_that_cannot_be_asked_is_red_before_long(house: House) -> None:
    assert house.look() == {}
    house.trackers.is_away = True
    house.now += STALE
    assert house.look() == {}, "it may be starting"
    house.now += timedelta(seconds=1)
    assert house.look() == {"trackers": "not looked for"}
    with house.engine.connect() as connection:
        problems = {row.kind: row.problem for row in connection.execute(select(forgetting_look))}
    assert {kind: problem for kind, problem in problems.items() if problem} == {"trackers": "TrackerDoorError"}
    house.trackers.is_away = False
    assert house.look() == {}


def test_a_self_test_that_does_not_run_is_red_for_everything(house: House) -> None:
    assert house.look() == {}
    house.now += STALE
    assert house.faults() == {}
    house.now += timedelta(seconds=1)
    assert house.faults() == dict.fromkeys(KINDS, "not looked for")


def test_before_the_first_look_it_is_red_only_when_there_should_have_been_one() -> None:
    assert find_faults([], CREATED + STALE, up_since=CREATED) == {}
    late = CREATED + STALE + timedelta(seconds=1)
    assert find_faults([], late, up_since=CREATED) == dict.fromkeys(KINDS, "not looked for")


def test_after_a_start_nothing_is_red_for_what_was_found_long_ago() -> None:
    """The platform was off for a week-end; what was overdue then still is."""
    looks = [Look(kind=kind, overdue=int(kind == "files"), looked_at=CREATED) for kind in KINDS]
    up_since = CREATED + timedelta(days=3)
    assert find_faults(looks, up_since + STALE, up_since) == {"files": "1 overdue"}
    late = up_since + STALE + timedelta(seconds=1)
    assert find_faults(looks, late, up_since) == dict.fromkeys(KINDS, "not looked for")


WRITTEN: dict[str, Callable[[Redis, str], object]] = {
    "name": lambda redis, there: redis.set(f"busy:{there}", 1),
    "string": lambda redis, there: redis.set("x", f"from {there}"),
    "list": lambda redis, there: redis.rpush("x", "other", f'{{"conversation": "{there}"}}'),
    "set": lambda redis, there: redis.sadd("x", there),
    "sorted set": lambda redis, there: redis.zadd("x", {there: 1.0}),
    "hash, field": lambda redis, there: redis.hset("x", there, "1"),
    "hash, value": lambda redis, there: redis.hset("x", "1", there),
    "stream": lambda redis, there: redis.xadd("x", {"conversation": there}),
}


@pytest.mark.parametrize("where", WRITTEN)
def test_what_redis_holds_of_an_erased_conversation(house: House, where: str) -> None:
    done = {"reason": "citizen", "counts": {}, "erased_at": CREATED, "settled_at": CREATED}
    house.add(erasure, id_hash=hash_conversation(ERASED), **done)
    WRITTEN[where](house.redis, ERASED)
    WRITTEN["name"](house.redis, "f" * 32)
    assert house.look() == {}
    house.now += TOLERANCE
    assert house.look() == {"redis": "1 overdue"}
    house.redis.flushall()
    assert house.look() == {}


def test_a_key_of_ours_that_redis_would_keep_for_ever(house: House) -> None:
    house.redis.set("moien:counts:1", 1, ex=60)
    house.redis.rpush("moien.jobs", "a queue stays")
    assert house.look() == {}
    house.redis.set("moien:counts:2", 1)
    assert house.look() == {"redis": "1 overdue"}


def test_a_log_whose_beginning_is_too_old_though_it_is_written_to(house: House) -> None:
    path = house.logs / "rasa.log"
    path.write_text("Redis 7 starting\n2026-01-01T00:00:00Z old\n2026-11-20T00:00:00Z new\n")
    os.utime(path, (CREATED.timestamp(), CREATED.timestamp()))
    assert house.look() == {"logs": "1 overdue"}
    path.write_text("2026-11-20T00:00:00Z new\n")
    os.utime(path, (CREATED.timestamp(), CREATED.timestamp()))
    assert house.look() == {}
