"""What is deleted and when, and what stays."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, Engine, Table, delete, insert, select, update

from contracts.auditing import CUT, add_entry, find_break
from contracts.erasing import OF_CONVERSATIONS, erase_conversation, hash_conversation
from contracts.files import FileStore
from contracts.jobs import JobResult, JobState, ResultValue
from contracts.privacy_tables import person_link
from contracts.staff_tables import (
    audit,
    callback,
    proposal,
    staff,
    staff_invitation,
    staff_login,
    staff_session,
    ticket,
)
from contracts.studio_tables import inbox_mark, rehearsed_call, review, trial
from contracts.tables import conversation, erasure, event, file, identity, job, login, receipt
from services.forgetting.terms import LOGIN_AGE, ORPHAN_AGE, REHEARSAL_AGE, STAFF_LOGIN_AGE, TRIAL_AGE, Terms
from services.retention import Retention
from tests.services.databases import CREATED, add_job, read_job
from tests.services.forgetting.trackers import Trackers
from tests.services.people import CERTIFICATE
from tests.services.training.conftest import PERSON

NOW = CREATED + timedelta(days=100)
SECOND = timedelta(seconds=1)
KEEP = timedelta(days=200)
KEEP_JOBS = timedelta(days=30)
KEEP_IDENTIFIED = timedelta(days=60)
KEEP_MARKS = timedelta(days=90)
KEEP_LOGS = timedelta(days=30)
KEEP_AUDIT = timedelta(days=400)
TERMS = Terms(
    keep=KEEP,
    keep_identified=KEEP_IDENTIFIED,
    keep_jobs=KEEP_JOBS,
    keep_marks=KEEP_MARKS,
    keep_logs=KEEP_LOGS,
    keep_audit=KEEP_AUDIT,
)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


@pytest.fixture
def trackers() -> Trackers:
    return Trackers()


@pytest.fixture
def retention(engine: Engine, store: FileStore, trackers: Trackers, tmp_path: Path) -> Retention:
    return Retention(engine, store, trackers, terms=TERMS, logs_dir=tmp_path / "logs", now=lambda: NOW)


def ids(engine: Engine, table: Table) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.scalars(select(table.primary_key.columns[0])))


def add_file(engine: Engine, file_id: str, left: timedelta) -> None:
    kind = {"name": "a.pdf", "media_type": "application/pdf", "size": 1, "issued": True}
    with engine.begin() as connection:
        connection.execute(
            insert(file).values(id=file_id, conversation_id="c1", **kind, created_at=CREATED, expires_at=NOW + left)
        )


def age(path: Path, seconds: float) -> None:
    moment = NOW.timestamp() - seconds
    os.utime(path, (moment, moment))


def test_files_go_with_their_rows(engine: Engine, store: FileStore, retention: Retention) -> None:
    kept, expired, gone = (store.write(b"x") for _ in range(3))
    for file_id, left in ((kept, SECOND), (expired, -SECOND), (gone, -SECOND)):
        add_file(engine, file_id, left)
    store.delete(gone)
    retention.run()
    assert (store.ids(), ids(engine, file)) == ([kept], [kept])


def test_what_never_got_a_row_goes_after_a_day(
    engine: Engine, store: FileStore, retention: Retention, tmp_path: Path
) -> None:
    fresh, old, known = (store.write(b"x") for _ in range(3))
    add_file(engine, known, SECOND)
    begun = [tmp_path / "files" / f"{letter * 32}.new" for letter in "ab"]
    for path in begun:
        path.touch()
    age(tmp_path / "files" / fresh, 0)
    age(begun[0], 0)
    for path in (tmp_path / "files" / old, tmp_path / "files" / known, begun[1]):
        age(path, ORPHAN_AGE.total_seconds() + 60)
    retention.run()
    assert store.ids() == sorted([fresh, known])
    assert [path.exists() for path in begun] == [True, False]


def test_nothing_is_there_yet(retention: Retention, tmp_path: Path) -> None:
    retention.run()
    assert not (tmp_path / "files").exists()


@pytest.mark.parametrize(("ended", "stays"), [(LOGIN_AGE - SECOND, True), (LOGIN_AGE, False)])
def test_logins_and_identities_go_an_hour_after_their_end(
    engine: Engine, retention: Retention, ended: timedelta, stays: bool
) -> None:
    end = {"conversation_id": "c1", "expires_at": NOW - ended}
    with engine.begin() as connection:
        connection.execute(insert(login).values(id_hash="h", language="lb", wrong_codes=0, **end))
        connection.execute(insert(identity).values(subject="s", claims={}, verified_at=CREATED, **end))
    retention.run()
    assert (ids(engine, login), ids(engine, identity)) == ((["h"], ["c1"]) if stays else ([], []))


@pytest.mark.parametrize(("asked", "stays"), [(REHEARSAL_AGE - SECOND, True), (REHEARSAL_AGE, False)])
def test_calls_that_somebody_tried_go_after_a_day(
    engine: Engine, retention: Retention, asked: timedelta, stays: bool
) -> None:
    row = {"id": "r1", "operation": "x.y", "kind": "file", "fields": CERTIFICATE, "state": "done", "asked_by": "s1"}
    with engine.begin() as connection:
        connection.execute(insert(staff).values(PERSON))
        connection.execute(insert(rehearsed_call).values(**row, asked_at=NOW - asked))
    retention.run()
    left = ids(engine, rehearsed_call)
    with engine.begin() as connection:
        connection.execute(delete(rehearsed_call))
        connection.execute(delete(staff))
    assert left == (["r1"] if stays else [])


RESULT = JobResult(state="succeeded", reference="A-1", values={"name": ResultValue(kind="text", value="Bruno")})


@pytest.mark.parametrize(
    ("state", "age", "emptied"),
    [
        ("succeeded", KEEP_JOBS, True),
        ("failed", KEEP_JOBS, True),
        ("cancelled", KEEP_JOBS, True),
        ("succeeded", KEEP_JOBS - SECOND, False),
        ("queued", KEEP_JOBS, False),
        ("running", KEEP_JOBS, False),
    ],
)
def test_what_citizens_entered_goes_and_how_it_ended_stays(
    engine: Engine, retention: Retention, state: JobState, age: timedelta, emptied: bool
) -> None:
    result = msgspec.to_builtins(RESULT)
    add_job(engine, "j1", CERTIFICATE, state=state, updated_at=NOW - age, result=result)
    retention.run()
    row = read_job(engine, "j1")
    assert row.fields == ({} if emptied else CERTIFICATE)
    assert row.result == ({**result, "values": {}} if emptied else result)
    assert (row.state, row.service) == (state, "residence_certificate")


@pytest.mark.parametrize(
    ("fields", "result"),
    [(CERTIFICATE, None), ({}, msgspec.to_builtins(RESULT)), (CERTIFICATE, {"state": "cancelled", "values": {}})],
)
def test_each_of_the_two_is_emptied(
    engine: Engine, retention: Retention, fields: dict[str, str], result: dict[str, Any] | None
) -> None:
    more = {} if result is None else {"result": result}
    add_job(engine, "j1", fields, state="succeeded", updated_at=NOW - KEEP_JOBS, **more)
    retention.run()
    row = read_job(engine, "j1")
    assert row.fields == {}
    assert row.result == (result and {**result, "values": {}})


def test_what_is_empty_is_not_written_again(engine: Engine, retention: Retention) -> None:
    add_job(
        engine, "j1", CERTIFICATE, state="succeeded", updated_at=NOW - KEEP_JOBS, result=msgspec.to_builtins(RESULT)
    )
    assert retention._empty_jobs(NOW) == 1
    assert retention._empty_jobs(NOW) == 0


def test_trials_without_a_review_go_after_a_week(engine: Engine, retention: Retention) -> None:
    row = {"state": "succeeded", "done": 100, "cancel": False, "files": {}, "asked_by": PERSON["id"]}
    with engine.begin() as connection:
        connection.execute(insert(staff).values(PERSON))
        for name, old in (("old", TRIAL_AGE), ("young", TRIAL_AGE - SECOND)):
            connection.execute(insert(trial).values(**row, id=name, asked_at=NOW - old))
    retention.run()
    left = ids(engine, trial)
    with engine.begin() as connection:
        connection.execute(delete(trial))
        connection.execute(delete(staff))
    assert left == ["young"]


@pytest.mark.parametrize(("decided", "stays"), [(KEEP_MARKS - SECOND, True), (KEEP_MARKS, False)])
def test_what_was_settled_in_the_inbox_is_forgotten_when_it_looks_back_no_further(
    engine: Engine, retention: Retention, decided: timedelta, stays: bool
) -> None:
    with engine.begin() as connection:
        connection.execute(insert(staff).values(PERSON))
        row = {"key": "k", "state": "ignored", "decided_by": PERSON["id"]}
        connection.execute(insert(inbox_mark).values(**row, decided_at=NOW - decided))
    retention.run()
    left = ids(engine, inbox_mark)
    with engine.begin() as connection:
        connection.execute(delete(inbox_mark))
        connection.execute(delete(staff))
    assert left == (["k"] if stays else [])


def rest(engine: Engine, since: timedelta) -> None:
    """Let the conversation have rested for a time."""
    with engine.begin() as connection:
        connection.execute(update(conversation).values(updated_at=NOW - since))


def full(engine: Engine, store: FileStore) -> str:
    """Fill the conversation with a row of each kind; gives the id of its file."""
    file_id = store.write(b"x")
    add_file(engine, file_id, KEEP)
    add_job(engine, "j1", CERTIFICATE, state="succeeded")
    add_job(engine, "j2", {}, state="succeeded", kind="undo", parent_id="j1")
    of = {"conversation_id": "c1"}
    asked = {"language": "lb", "queue": "general"}
    with engine.begin() as connection:
        connection.execute(insert(staff).values(PERSON))
        connection.execute(insert(event).values(**of, seq=1, at=CREATED, data={"kind": "notice"}))
        connection.execute(insert(receipt).values(**of, code_hash="h", created_at=CREATED))
        connection.execute(
            insert(ticket).values(
                **of,
                **asked,
                id="t1",
                reason="asked",
                fields={},
                state="closed",
                visited=[],
                moves=0,
                last_text="",
                ahead=0,
                opened_at=CREATED,
                waiting_since=CREATED,
            )
        )
        connection.execute(
            insert(callback).values(
                **of,
                **asked,
                id="b1",
                ticket_id="t1",
                phone="+352621123456",
                when="any",
                about="",
                state="done",
                attempts=1,
                asked_at=CREATED,
            )
        )
        connection.execute(
            insert(proposal).values(
                **of,
                id="p1",
                seq=1,
                question="?",
                answer="!",
                language="lb",
                agent_id=PERSON["id"],
                state="new",
                created_at=CREATED,
            )
        )
    return file_id


@pytest.fixture
def emptied(engine: Engine) -> Iterator[None]:
    """What these tests add and the others do not know is gone afterwards."""
    yield
    with engine.begin() as connection:
        for table in (erasure, receipt, proposal, callback, ticket, event, file, job):
            connection.execute(delete(table))
        for table in (person_link, conversation, staff):
            connection.execute(delete(table))


@pytest.mark.usefixtures("emptied")
def test_a_conversation_goes_with_everything_when_its_time_is_over(
    engine: Engine, store: FileStore, retention: Retention
) -> None:
    full(engine, store)
    rest(engine, KEEP)
    retention.run()
    left = [table.name for table in (conversation, *OF_CONVERSATIONS) if ids(engine, table)]
    assert (left, store.ids()) == ([], [])
    with engine.connect() as connection:
        proof = connection.execute(select(erasure)).one()
    assert (proof.id_hash, proof.reason) == (hash_conversation("c1"), "retention")
    assert {name: count for name, count in proof.counts.items() if count} == {
        "receipt": 1,
        "proposal": 1,
        "callback": 1,
        "ticket": 1,
        "file": 1,
        "job": 2,
        "event": 1,
    }
    assert proof.conversation_id == "c1", "the bot is still to forget it"


def claim(connection: Connection) -> None:
    connection.execute(update(ticket).values(state="waiting"))


def call_back(connection: Connection) -> None:
    connection.execute(update(callback).values(state="waiting"))


def follow(connection: Connection) -> None:
    connection.execute(update(job).where(job.c.id == "j1").values(follow_due=NOW))


def queue(connection: Connection) -> None:
    connection.execute(update(job).where(job.c.id == "j2").values(state="queued"))


def move(connection: Connection) -> None:
    connection.execute(update(conversation).values(updated_at=NOW - KEEP + SECOND))


@pytest.mark.usefixtures("emptied")
@pytest.mark.parametrize("keep_it", [claim, call_back, follow, queue, move])
def test_a_conversation_stays_while_something_is_to_come(
    engine: Engine, store: FileStore, retention: Retention, keep_it: Callable[[Connection], None]
) -> None:
    full(engine, store)
    rest(engine, KEEP)
    with engine.begin() as connection:
        keep_it(connection)
    retention.run()
    assert ids(engine, conversation) == ["c1"]
    assert ids(engine, erasure) == []


def test_nothing_is_erased_that_moved_meanwhile(engine: Engine) -> None:
    with engine.begin() as connection:
        assert erase_conversation(connection, "c1", "retention", NOW, quiet_since=CREATED - SECOND) is None
    assert ids(engine, conversation) == ["c1"]


def sentence(source: str) -> dict[str, Any]:
    told = {"language": "lb", "text": source, "expected": None, "before": "a", "after": "b", "verdict": "different"}
    return {**told, "source": source}


@pytest.mark.parametrize(("age", "stays"), [(KEEP, ["test"]), (KEEP - SECOND, ["test", "conversation"])])
def test_trials_of_reviews_forget_what_citizens_wrote(
    engine: Engine, retention: Retention, age: timedelta, stays: list[str]
) -> None:
    result = {"changed": [sentence("test"), sentence("conversation")], "seconds": 1.5}
    waiting = {"id": "v1", "title": "x", "state": "published", "note": "", "submitted_by": PERSON["id"]}
    done = {"state": "succeeded", "done": 100, "cancel": False, "files": {}, "asked_by": PERSON["id"]}
    with engine.begin() as connection:
        connection.execute(insert(staff).values(PERSON))
        connection.execute(insert(review).values(**waiting, submitted_at=CREATED))
        connection.execute(insert(trial).values(**done, id="t1", review_id="v1", result=result, asked_at=NOW - age))
    retention.run()
    with engine.begin() as connection:
        left = connection.scalar(select(trial.c.result))
        for table in (trial, review, staff):
            connection.execute(delete(table))
    assert [it["source"] for it in left["changed"]] == stays
    assert left["seconds"] == 1.5
    assert retention._forget_replayed(NOW) == 0


def link(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(person_link).values(conversation_id="c1", subject_key="s", linked_at=CREATED))


@pytest.mark.usefixtures("emptied")
@pytest.mark.parametrize(
    ("identified", "quiet", "stays"),
    [
        (True, KEEP_IDENTIFIED, False),
        (True, KEEP_IDENTIFIED - SECOND, True),
        (False, KEEP_IDENTIFIED, True),
        (False, KEEP, False),
    ],
)
def test_a_conversation_with_a_login_has_a_time_of_its_own(
    engine: Engine, retention: Retention, identified: bool, quiet: timedelta, stays: bool
) -> None:
    if identified:
        link(engine)
    rest(engine, quiet)
    retention.run()
    assert ids(engine, conversation) == (["c1"] if stays else [])
    assert ids(engine, person_link) == (["c1"] if stays and identified else [])


@pytest.mark.usefixtures("emptied")
@pytest.mark.parametrize(("ended", "emptied_now"), [(KEEP_JOBS, True), (KEEP_JOBS - SECOND, False)])
def test_what_citizens_left_for_a_person_goes_when_that_has_long_ended(
    engine: Engine, store: FileStore, retention: Retention, ended: timedelta, emptied_now: bool
) -> None:
    full(engine, store)
    with engine.begin() as connection:
        connection.execute(update(ticket).values(fields={"name": "A"}, last_text="Moien", closed_at=NOW - ended))
        connection.execute(update(callback).values(about="Pass", ended_at=NOW - ended))
    retention.run()
    with engine.connect() as connection:
        handed = connection.execute(select(ticket.c.fields, ticket.c.last_text, ticket.c.reason)).one()
        called = connection.execute(select(callback.c.phone, callback.c.about, callback.c.state)).one()
    assert tuple(handed) == (({}, "", "asked") if emptied_now else ({"name": "A"}, "Moien", "asked"))
    assert tuple(called) == (("", "", "done") if emptied_now else ("+352621123456", "Pass", "done"))


@pytest.mark.usefixtures("emptied")
def test_what_is_still_to_be_called_or_talked_about_is_not_emptied(
    engine: Engine, store: FileStore, retention: Retention
) -> None:
    full(engine, store)
    with engine.begin() as connection:
        connection.execute(update(ticket).values(fields={"name": "A"}, state="waiting"))
        connection.execute(update(callback).values(about="Pass", state="waiting"))
    retention.run()
    with engine.connect() as connection:
        assert connection.scalar(select(ticket.c.fields)) == {"name": "A"}
        assert connection.scalar(select(callback.c.phone)) == "+352621123456"


@pytest.mark.usefixtures("emptied")
@pytest.mark.parametrize(("ended", "stays"), [(STAFF_LOGIN_AGE - SECOND, True), (STAFF_LOGIN_AGE, False)])
def test_what_the_staff_signed_in_with_goes_a_day_after_its_end(
    engine: Engine, retention: Retention, ended: timedelta, stays: bool
) -> None:
    end = {"expires_at": NOW - ended}
    with engine.begin() as connection:
        connection.execute(insert(staff).values(PERSON))
        of = {"token_hash": "h", "staff_id": PERSON["id"]}
        session = {"id": "s", "browser": "x", "created_at": CREATED, "seen_at": CREATED}
        connection.execute(insert(staff_session).values(**of, **session, **end))
        connection.execute(insert(staff_invitation).values(**of, **end))
        begun = {"state_hash": "s", "browser_hash": "b", "nonce": "n", "verifier": "v", "page": "/"}
        connection.execute(insert(staff_login).values(**begun, **end))
    retention.run()
    left = [bool(ids(engine, table)) for table in (staff_session, staff_invitation, staff_login)]
    with engine.begin() as connection:
        for table in (staff_session, staff_invitation, staff_login):
            connection.execute(delete(table))
    assert left == [stays] * 3


def add_entries(engine: Engine, *ages: timedelta) -> None:
    """Entries of the audit log, so old."""
    for old in ages:
        with engine.begin() as connection:
            add_entry(connection, NOW - old, ("s1", "alex"), "signed_in")


def entries(engine: Engine) -> list[tuple[int, str, str]]:
    """What stands in the audit log; the chain holds from where it was cut."""
    with engine.begin() as connection:
        rows = connection.execute(select(audit).order_by(audit.c.number)).mappings().all()
        connection.execute(delete(audit))
    cuts = [row for row in rows if row["action"] == CUT]
    number, digest = (int(cuts[-1]["target"]), cuts[-1]["detail"]["digest"]) if cuts else (0, "")
    assert find_break(rows, number, digest) is None
    return [(row["number"], row["action"], row["target"]) for row in rows]


# The clock of the tests stands at nine in the morning.
THAT_DAY = timedelta(hours=9)


@pytest.mark.parametrize(
    ("ages", "left"),
    [
        ([KEEP_AUDIT, SECOND], [(1, "signed_in", ""), (2, "signed_in", "")]),
        ([KEEP_AUDIT + THAT_DAY], [(1, "signed_in", "")]),
        ([KEEP_AUDIT + THAT_DAY + SECOND], [(2, CUT, "1")]),
        ([2 * KEEP_AUDIT, 2 * KEEP_AUDIT, SECOND], [(3, "signed_in", ""), (4, CUT, "2")]),
        # A clock that was wrong: nothing goes before its time, and no gap is left.
        ([2 * KEEP_AUDIT, SECOND, 2 * KEEP_AUDIT], [(2, "signed_in", ""), (3, "signed_in", ""), (4, CUT, "1")]),
        ([], []),
    ],
)
def test_the_audit_log_is_cut_by_whole_days(
    engine: Engine, retention: Retention, ages: list[timedelta], left: list[tuple[int, str, str]]
) -> None:
    add_entries(engine, *ages)
    retention.run()
    retention.run()
    assert entries(engine) == left


def test_a_long_audit_log_goes_in_parts(engine: Engine, retention: Retention, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.retention.MOST_CUT", 2)
    add_entries(engine, *[2 * KEEP_AUDIT] * 5)
    retention.run()
    assert entries(engine) == [(6, CUT, "2"), (7, CUT, "4"), (8, CUT, "5")]


@pytest.mark.usefixtures("emptied")
def test_the_bot_forgets_what_there_is_no_conversation_for(
    engine: Engine, retention: Retention, trackers: Trackers
) -> None:
    trackers.kept = {"c1", "left-behind", "on-its-way"}
    with engine.begin() as connection:
        proof = {"id_hash": "h", "reason": "citizen", "counts": {}, "erased_at": NOW}
        connection.execute(insert(erasure).values(**proof, conversation_id="on-its-way"))
    retention.run()
    assert trackers.kept == {"c1", "on-its-way"}, "the gateway sees to the one on its way"


def test_logs_that_begin_too_long_ago_go_but_for_those_in_use(retention: Retention, tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    old, young = (f"timestamp={NOW - since:%Y-%m-%dT%H:%M:%S}Z event=x\n" for since in (KEEP_LOGS, KEEP_LOGS - SECOND))
    rested = {"a.log": old, "a.log.1": old, "b.log": young, "b.log.1": young}
    for name, text in {**rested, "used.log": old}.items():
        (folder / name).write_text(text)
        age(folder / name, 0 if name == "used.log" else 3601)
    retention.run()
    left = {path.name: path.read_text() for path in folder.iterdir()}
    assert left == {"a.log": "", "b.log": young, "b.log.1": young, "used.log": old}


def test_logs_that_name_no_moment_go_by_when_they_were_written(retention: Retention, tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    ages = {"a.log": KEEP_LOGS, "a.log.1": KEEP_LOGS, "b.log": KEEP_LOGS - SECOND, "b.log.3": KEEP_LOGS - SECOND}
    for name, old in ages.items():
        (folder / name).write_text("line\n")
        age(folder / name, old.total_seconds())
    retention.run()
    assert {path.name: path.read_text() for path in folder.iterdir()} == {
        "a.log": "",
        "b.log": "line\n",
        "b.log.3": "line\n",
    }


def test_what_fails_holds_up_nothing_else(
    engine: Engine, store: FileStore, retention: Retention, trackers: Trackers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_file_id: str) -> None:
        raise PermissionError("read-only file system")

    add_job(engine, "j1", CERTIFICATE, state="succeeded", updated_at=NOW - KEEP_JOBS)
    add_file(engine, store.write(b"x"), -SECOND)
    monkeypatch.setattr(store, "delete", refuse)
    trackers.is_away = True
    retention.run()
    assert read_job(engine, "j1").fields == {}
    assert len(ids(engine, file)) == 1, "its row still says that there is something to delete"


def test_more_than_one_helping_of_conversations_goes_in_one_run(
    engine: Engine, retention: Retention, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.retention.MOST_AT_ONCE", 2)
    with engine.begin() as connection:
        row = dict(connection.execute(select(conversation)).mappings().one())
        for number in range(5):
            connection.execute(insert(conversation).values(row | {"id": f"n{number}", "token_hash": f"n{number}"}))
    rest(engine, KEEP)
    retention.run()
    left = ids(engine, conversation)
    with engine.begin() as connection:
        connection.execute(delete(erasure))
    assert left == []
