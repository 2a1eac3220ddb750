"""Finds the connector of an operation: ``<administration>.<operationId>`` is a folder here and an operation in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from celery.exceptions import SoftTimeLimitExceeded

from contracts.jobs import JobKind
from services.breaker import Admission, Breaker
from services.connectors.client import make_credentials, open_client
from services.connectors.connector import Connector
from services.connectors.document import Document
from services.connectors.operation import Operation, RetryPolicy
from services.connectors.outcome import FinalError, Outcome, RetryableError
from services.connectors.schemas import DocumentError
from services.connectors.sending import Attachments, prepare, refuse_files
from services.connectors.settings import ConnectorSettings

FOLDER = Path(__file__).parent
DOCUMENT_NAME = "openapi.yaml"


def read_documents(folder: Path = FOLDER) -> dict[str, Document]:
    """Read the document of every administration, by its name; raises `DocumentError` for one that cannot be used."""
    return {file.parent.name: Document.read(file) for file in sorted(folder.glob(f"*/{DOCUMENT_NAME}"))}


def check_operations(documents: Mapping[str, Document]) -> None:
    """Compile every operation, so that no job has to wait for it; raises `DocumentError` for one that is unfit."""
    for document in documents.values():
        for operation_id in document.operation_ids:
            document.operation(operation_id)


def find_operation(documents: Mapping[str, Document], name: str) -> Operation:
    """Return the operation that the catalogue calls ``name``; raises `DocumentError` saying what there is instead."""
    administration, dot, operation_id = name.partition(".")
    if not dot or administration not in documents:
        known = ", ".join(sorted(documents)) or "none"
        raise DocumentError(
            f"operation {name!r}: no connector {administration!r}; write <administration>.<operationId>, "
            f"administrations with a connector: {known}"
        )
    return documents[administration].operation(operation_id)


def find_for_job(documents: Mapping[str, Document], kind: JobKind, name: str) -> Operation:
    """Return the operation that does what a kind of job means; raises `FinalError` where there is none."""
    try:
        found = find_operation(documents, name)
    except DocumentError as error:
        raise FinalError(str(error)) from error
    if not found.can_do(kind):
        raise FinalError(f"operation {name}: {found.method} with these answers cannot do what {kind!r} means")
    return found


class Connectors:
    """All connectors of one process; clients are opened when first needed."""

    def __init__(
        self,
        documents: Mapping[str, Document],
        settings_of: Callable[[str], ConnectorSettings],
        breaker: Breaker,
        now: Callable[[], datetime],
    ) -> None:
        """``settings_of`` gives the settings of an administration; ``now`` gives aware UTC times."""
        self._documents = documents
        self._settings_of = settings_of
        self._breaker = breaker
        self._now = now
        self._open: dict[str, Connector] = {}

    def policy(self, operation: str, default: RetryPolicy) -> RetryPolicy:
        """Return how often and how soon an operation is tried again: ``default``, changed by its document."""
        try:
            found = find_operation(self._documents, operation)
        except DocumentError:
            return default
        return dataclasses.replace(default, **found.retry)

    def call(
        self,
        kind: JobKind,
        operation: str,
        fields: Mapping[str, str],
        idempotency_key: str,
        attachments: Attachments = refuse_files,
    ) -> Outcome:
        """Make one call under the operation's name; raises `RetryableError`, `DownError` and `FinalError`."""
        found = find_for_job(self._documents, kind, operation)
        prepared = prepare(found, fields, idempotency_key, attachments)
        administration = operation.partition(".")[0]
        admission = self._breaker.enter(administration, self._now())
        try:
            outcome = self._connector(administration).call(found, prepared)
        except SoftTimeLimitExceeded as error:
            # It broke in at any place: the connections of this client are in no known state.
            self._open.pop(administration).close()
            late = RetryableError(f"time-out (time limit of a job) at {found.id}", reached=not found.only_reads)
            self._fail(admission, late)
            raise late from error
        except RetryableError as error:
            self._fail(admission, error)
            raise
        except FinalError:
            self._breaker.leave(admission, self._now())
            raise
        self._breaker.leave(admission, self._now())
        return outcome

    def close(self) -> None:
        """Close every connection."""
        for connector in self._open.values():
            connector.close()
        self._open.clear()

    def _connector(self, administration: str) -> Connector:
        if administration not in self._open:
            settings = self._settings_of(administration)
            client = open_client(settings)
            self._open[administration] = Connector(client, make_credentials(settings, client))
        return self._open[administration]

    def _fail(self, admission: Admission, error: RetryableError) -> None:
        self._breaker.fail(admission, error.after, self._now())
