"""Records of answers to free text in SQL: an agent or auditor finds one by the code that the citizen sees."""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec
from sqlalchemy import select

from channels.store.conversations import show_moment
from channels.store.database import Database, as_utc
from contracts.answers import AnswerRecord
from contracts.tables import answer_record

_BESIDE = re.compile(r"[\s\-]+")


class UnknownCodeError(Exception):
    """No answer has this code."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredAnswer:
    """How an answer came about, when, and in which conversation."""

    conversation: str
    at: str
    """UTC, ISO 8601 with ``Z``."""
    record: AnswerRecord


class AnswerRecords:
    """All records."""

    def __init__(self, database: Database) -> None:
        """Read from ``database``."""
        self._database = database

    async def find(self, code: str) -> StoredAnswer:
        """Return the record of a code, as a person writes it; raises `UnknownCodeError`."""
        written = _BESIDE.sub("", code.upper())
        found = select(answer_record).where(answer_record.c.code == f"{written[:4]}-{written[4:]}")
        async with self._database.read() as connection:
            row = (await connection.execute(found)).one_or_none()
        if row is None:
            raise UnknownCodeError(code)
        record = msgspec.convert(row.data, AnswerRecord)
        return StoredAnswer(conversation=row.conversation_id, at=show_moment(as_utc(row.at)), record=record)
