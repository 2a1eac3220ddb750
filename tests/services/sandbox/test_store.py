"""The sandbox's file: references in a row, one application for each key, also when many ask at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.sandbox.register import Register
from services.sandbox.store import ApplicationStore, Decision, KeyReusedError
from tests.services.people import ALICE, BRUNO, CERTIFICATE, NOBODY, PERMIT

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ApplicationStore]:
    opened = ApplicationStore(tmp_path / "data" / "sandbox.db", Register.read())
    yield opened
    opened.close()


def test_references_count_by_prefix_and_year(store: ApplicationStore) -> None:
    new_year = datetime(2027, 1, 1, tzinfo=UTC)
    references = [
        store.decide("residence_certificate", CERTIFICATE, "key-00000001", NOW).reference,
        store.decide("residence_certificate", CERTIFICATE, "key-00000002", NOW).reference,
        store.decide("parking_permit", PERMIT, "key-00000003", NOW).reference,
        store.decide("residence_certificate", CERTIFICATE, "key-00000004", new_year).reference,
    ]
    assert references == ["RC-2026-000001", "RC-2026-000002", "PP-2026-000001", "RC-2027-000001"]


def test_the_same_key_is_the_same_application(store: ApplicationStore) -> None:
    first = store.decide("residence_certificate", CERTIFICATE, "key-00000001", NOW)
    again = store.decide("residence_certificate", dict(reversed(CERTIFICATE.items())), "key-00000001", NOW)
    assert first == Decision("RC-2026-000001", None, replay=False)
    assert again == Decision("RC-2026-000001", None, replay=True)
    assert len(store.filed_by(BRUNO)) == 1


def test_a_rejection_is_remembered_and_files_nothing(store: ApplicationStore) -> None:
    refused = {**CERTIFICATE, "national_id": NOBODY}
    first = store.decide("residence_certificate", refused, "key-00000001", NOW)
    again = store.decide("residence_certificate", refused, "key-00000001", NOW)
    assert (first.code, first.replay, again.code, again.replay) == ("not_registered", False, "not_registered", True)
    assert store.filed_by(NOBODY) == []
    accepted = store.decide("residence_certificate", CERTIFICATE, "key-00000002", NOW)
    assert accepted.reference == "RC-2026-000001", "a rejection must not use up a number"


@pytest.mark.parametrize("other", [{**CERTIFICATE, "purpose": "school"}, {**CERTIFICATE, "national_id": ALICE}])
def test_a_key_of_another_application_is_refused(store: ApplicationStore, other: dict[str, str]) -> None:
    store.decide("residence_certificate", CERTIFICATE, "key-00000001", NOW)
    with pytest.raises(KeyReusedError, match="key-00000001"):
        store.decide("residence_certificate", other, "key-00000001", NOW)
    assert len(store.filed_by(BRUNO)) == 1
    assert store.filed_by(ALICE) == []


def test_one_permit_for_a_plate_in_a_commune(store: ApplicationStore) -> None:
    again = {**PERMIT, "plate": "AB-1234"}
    elsewhere = {**PERMIT, "commune": "diekirch"}
    assert store.decide("parking_permit", PERMIT, "key-00000001", NOW).code is None
    assert store.decide("parking_permit", again, "key-00000002", NOW).code == "already_has_permit"
    assert store.decide("parking_permit", elsewhere, "key-00000003", NOW).code is None


def test_what_is_filed_outlives_the_process(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.db"
    for expected in ("RC-2026-000001", "RC-2026-000002"):
        store = ApplicationStore(file, Register.read())
        assert store.decide("residence_certificate", CERTIFICATE, f"key-{expected}", NOW).reference == expected
        store.close()


def test_many_at_once(store: ApplicationStore) -> None:
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
