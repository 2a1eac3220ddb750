"""Finds the connector of an operation: ``<administration>.<operationId>`` is a folder here and an operation in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from services.connectors.connector import Connector, open_client
from services.connectors.document import Document, DocumentError, Operation
from services.connectors.outcome import FinalError, Outcome

FOLDER = Path(__file__).parent
DOCUMENT_NAME = "openapi.yaml"


def read_documents(folder: Path = FOLDER) -> dict[str, Document]:
    """Read the document of every administration, by its name; raises `DocumentError` for one that cannot be used."""
    return {file.parent.name: Document.read(file) for file in sorted(folder.glob(f"*/{DOCUMENT_NAME}"))}


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


class Connectors:
    """All connectors of one process; clients are opened when first needed."""

    def __init__(self, documents: Mapping[str, Document], url_of: Callable[[str], str], timeout: float) -> None:
        """``url_of`` gives an administration's base URL; ``timeout`` is in seconds."""
        self._documents = documents
        self._url_of = url_of
        self._timeout = timeout
        self._open: dict[str, Connector] = {}

    def call(self, operation: str, fields: Mapping[str, str], idempotency_key: str) -> Outcome:
        """File one application under the operation's name; raises `RetryableError` and `FinalError`."""
        try:
            found = find_operation(self._documents, operation)
        except DocumentError as error:
            raise FinalError(str(error)) from error
        administration = operation.partition(".")[0]
        if administration not in self._open:
            self._open[administration] = Connector(open_client(self._url_of(administration), self._timeout))
        return self._open[administration].call(found, fields, idempotency_key)

    def close(self) -> None:
        """Close every connection."""
        for connector in self._open.values():
            connector.close()
        self._open.clear()
