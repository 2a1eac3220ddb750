"""The sandbox's file: references in a row, one application for each key, also when many ask at once."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.sandbox.store import Decision, Filing, KeyReusedError, Store, add, fingerprint_of
from tests.services.people import ALICE, BRUNO, CERTIFICATE, NOBODY, PERMIT
from tests.services.sandbox.stores import NOW, open_store

SECOND = timedelta(seconds=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "data" / "sandbox.db")
    yield opened
    opened.close()


def test_references_count_by_prefix_and_year(store: Store) -> None:
    new_year = datetime(2027, 1, 1, tzinfo=UTC)
    references = [
        store.decide("residence_certificate", CERTIFICATE, "key-00000001", NOW).reference,
        store.decide("residence_certificate", CERTIFICATE, "key-00000002", NOW).reference,
        store.decide("parking_permit", PERMIT, "key-00000003", NOW).reference,
        store.decide("residence_certificate", CERTIFICATE, "key-00000004", new_year).reference,
    ]
    assert references == ["RC-2026-000001", "RC-2026-000002", "PP-2026-000001", "RC-2027-000001"]


def test_the_same_key_is_the_same_application(store: Store) -> None:
    first = store.decide("residence_certificate", CERTIFICATE, "key-00000001", NOW)
    again = store.decide("residence_certificate", dict(reversed(CERTIFICATE.items())), "key-00000001", NOW)
    assert first == Decision({"reference": "RC-2026-000001", "status": "received"}, None, replay=False)
    assert again == Decision(first.content, None, replay=True)
    assert len(store.filed_by(BRUNO)) == 1


def test_a_rejection_is_remembered_and_files_nothing(store: Store) -> None:
    refused = {**CERTIFICATE, "national_id": NOBODY}
    first = store.decide("residence_certificate", refused, "key-00000001", NOW)
    again = store.decide("residence_certificate", refused, "key-00000001", NOW)
    assert (first.code, first.replay, again.code, again.replay) == ("not_registered", False, "not_registered", True)
    assert store.filed_by(NOBODY) == []
    accepted = store.decide("residence_certificate", CERTIFICATE, "key-00000002", NOW)
    assert accepted.reference == "RC-2026-000001", "a rejection must not use up a number"


@pytest.mark.parametrize("other", [{**CERTIFICATE, "purpose": "school"}, {**CERTIFICATE, "national_id": ALICE}])
def test_a_key_of_another_application_is_refused(store: Store, other: dict[str, str]) -> None:
    store.decide("residence_certificate", CERTIFICATE, "key-00000001", NOW)
    with pytest.raises(KeyReusedError, match="belongs to another"):
        store.decide("residence_certificate", other, "key-00000001", NOW)
    assert len(store.filed_by(BRUNO)) == 1
    assert store.filed_by(ALICE) == []


def test_one_permit_for_a_plate_in_a_commune(store: Store) -> None:
    again = {**PERMIT, "plate": "AB-1234"}
    elsewhere = {**PERMIT, "commune": "diekirch"}
    assert store.decide("parking_permit", PERMIT, "key-00000001", NOW).code is None
    assert store.decide("parking_permit", again, "key-00000002", NOW).code == "already_has_permit"
    assert store.decide("parking_permit", elsewhere, "key-00000003", NOW).code is None


def test_what_is_filed_outlives_the_process(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.db"
    for expected in ("RC-2026-000001", "RC-2026-000002"):
        store = open_store(file)
        assert store.decide("residence_certificate", CERTIFICATE, f"key-{expected}", NOW).reference == expected
        store.close()


def test_many_at_once(store: Store) -> None:
    # Twenty applications, each asked for by three callers at the same time.
    keys = [f"key-{number:08d}" for number in range(20)] * 3
    with ThreadPoolExecutor(12) as pool:
        decisions = list(pool.map(lambda key: store.decide("residence_certificate", CERTIFICATE, key, NOW), keys))
    assert sorted({decision.reference for decision in decisions}) == [f"RC-2026-{n:06d}" for n in range(1, 21)]
    assert sum(not decision.replay for decision in decisions) == 20
    by_key: dict[str, set[str | None]] = {}
    for key, decision in zip(keys, decisions, strict=True):
        by_key.setdefault(key, set()).add(decision.reference)
    assert all(len(references) == 1 for references in by_key.values())


def test_everything_filed_is_counted_with_its_key(store: Store) -> None:
    store.decide("residence_certificate", CERTIFICATE, "key-00000001", NOW)
    store.decide("residence_certificate", CERTIFICATE, "key-00000001", NOW)
    store.decide("parking_permit", PERMIT, "key-00000002", NOW + SECOND)
    store.decide("residence_certificate", {**CERTIFICATE, "national_id": NOBODY}, "key-00000003", NOW + SECOND)
    store.decide("withdrawal", {"reference": "RC-2026-000001"}, "key-00000004", NOW + 2 * SECOND)
    assert [(thing.kind, thing.reference, thing.idempotency_key) for thing in store.filed(None)] == [
        ("residence_certificate", "RC-2026-000001", "key-00000001"),
        ("parking_permit", "PP-2026-000001", "key-00000002"),
        ("withdrawal", "RC-2026-000001", "key-00000004"),
    ]
    assert [thing.idempotency_key for thing in store.filed("withdrawal")] == ["key-00000004"]


def test_a_double_would_show(store: Store) -> None:
    # Nothing in the file hides a double: the count is of what lies there, not of keys.
    store.decide("residence_certificate", CERTIFICATE, "key-00000001", NOW)
    with store._engine.begin() as connection:
        add(connection, Filing("residence_certificate", CERTIFICATE, "key-00000001", NOW))
    keys = [thing.idempotency_key for thing in store.filed("residence_certificate")]
    assert keys == ["key-00000001", "key-00000001"]


def test_readers_do_not_wait_for_a_writer(store: Store) -> None:
    store.decide("residence_certificate", CERTIFICATE, "key-00000001", NOW)
    with store._engine.begin(), ThreadPoolExecutor(1) as pool:
        assert len(pool.submit(store.filed, None).result(timeout=5)) == 1


FIRST_VERSION = """
CREATE TABLE application (reference VARCHAR(32) PRIMARY KEY, kind VARCHAR(32) NOT NULL, national_id VARCHAR(13)
    NOT NULL, commune VARCHAR(64) NOT NULL, plate VARCHAR(16), purpose VARCHAR(500), phone VARCHAR(32),
    filed_at VARCHAR(32) NOT NULL);
CREATE TABLE counter (prefix VARCHAR(2), year INTEGER, last INTEGER NOT NULL, PRIMARY KEY (prefix, year));
CREATE TABLE answer (idempotency_key VARCHAR(64) PRIMARY KEY, fingerprint VARCHAR(64) NOT NULL,
    reference VARCHAR(32), code VARCHAR(32));
"""


def test_a_file_of_the_first_version_is_taken_over(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.db"
    refused = {**CERTIFICATE, "national_id": NOBODY}
    keys = [("key-00000001", CERTIFICATE, "RC-2026-000007", None), ("key-00000002", refused, None, "not_registered")]
    with sqlite3.connect(file) as old:
        old.executescript(FIRST_VERSION)
        for key, fields, reference, code in keys:
            print_ = fingerprint_of("residence_certificate", fields)
            old.execute("INSERT INTO answer VALUES (?, ?, ?, ?)", (key, print_, reference, code))
        old.execute(
            "INSERT INTO application VALUES (?, 'residence_certificate', ?, 'diekirch', NULL, 'employer', NULL, ?)",
            ("RC-2026-000007", BRUNO, NOW.isoformat()),
        )
        old.execute("INSERT INTO counter VALUES ('RC', 2026, 7)")
    old.close()
    for _ in range(2):
        store = open_store(file)
        for key, fields, reference, code in keys:
            decision = store.decide("residence_certificate", fields, key, NOW)
            assert (decision.reference, decision.code, decision.replay) == (reference, code, True)
        assert [row.reference for row in store.filed_by(BRUNO)] == ["RC-2026-000007"]
        store.close()
    store = open_store(file)
    assert store.decide("residence_certificate", CERTIFICATE, "key-00000003", NOW).reference == "RC-2026-000008"
    store.close()
