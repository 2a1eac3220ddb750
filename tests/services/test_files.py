"""Files of jobs: whose they are, and what becomes of one that is missing."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from contracts.files import FileStore
from contracts.tables import conversation, file
from services.connectors.outcome import FinalError
from services.connectors.sending import Attachment
from services.files import JobFiles
from tests.services.databases import CREATED, KEEP_FILES


@pytest.fixture
def files(engine: Engine, tmp_path: Path) -> JobFiles:
    return JobFiles(engine, FileStore(tmp_path / "files"), KEEP_FILES)


def upload(engine: Engine, tmp_path: Path, **values: Any) -> str:
    """A file that the citizen of conversation ``c1`` attached."""
    file_id = FileStore(tmp_path / "files").write(b"%PDF-1.7")
    row = {
        "id": file_id,
        "conversation_id": "c1",
        "name": "Beweis.pdf",
        "media_type": "application/pdf",
        "size": 8,
        "issued": False,
        "created_at": CREATED,
        "expires_at": CREATED + KEEP_FILES,
    }
    with engine.begin() as connection:
        connection.execute(insert(file).values(row | values))
    return file_id


def test_a_file_of_the_conversation_is_sent(files: JobFiles, engine: Engine, tmp_path: Path) -> None:
    file_id = upload(engine, tmp_path)
    assert files.attachments_of("c1")(file_id) == Attachment("Beweis.pdf", "application/pdf", b"%PDF-1.7")


def test_a_file_of_another_conversation_is_none(files: JobFiles, engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        other = {"id": "c2", "token_hash": "t2", "site": "demo", "language": "lb", "language_reason": "page"}
        times = {"created_at": CREATED, "updated_at": CREATED}
        state = {"owner": "bot", "bot_helps": False, "heard": True, "last_seq": 0}
        connection.execute(insert(conversation).values(**other, **times, **state))
    file_id = upload(engine, tmp_path, conversation_id="c2")
    with pytest.raises(FinalError, match="a file of the request is not there"):
        files.attachments_of("c1")(file_id)


def test_a_file_that_is_gone_is_final(files: JobFiles, engine: Engine, tmp_path: Path) -> None:
    file_id = upload(engine, tmp_path)
    FileStore(tmp_path / "files").delete(file_id)
    for name in (file_id, "0" * 32, "../moien.db"):
        with pytest.raises(FinalError, match="a file of the request is not there"):
            files.attachments_of("c1")(name)
