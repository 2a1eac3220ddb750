"""What a gateway writes down of what citizens and staff send it, right and broken: nothing of theirs."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.channels.servers import PASSWORD, AnswerServer, BotServer, Gateway, RedisServer, running
from tests.personal import feed_citizens, feed_staff, find_told


def test_a_gateway_writes_down_nothing_of_a_person(
    redis_server: RedisServer, bot: BotServer, answers: AnswerServer, sqlite_template: Path, tmp_path: Path
) -> None:
    database = tmp_path / "moien.db"
    shutil.copy(sqlite_template, database)
    settings = {"MOIEN_ANSWER_URL": answers.url, "MOIEN_STATE_DIR": str(tmp_path)}
    gateway = Gateway(f"sqlite:///{database}", redis_server.url, bot.url, **settings)
    written = tmp_path / "gateway.log"
    with written.open("wb") as log:
        gateway.process.options["stderr"] = log
        with running(gateway):
            gateway.hire("alex", "agent")
            gateway.hire("olga", "owner")
            feed_citizens(gateway.origin)
            feed_staff(gateway.origin, ("alex", PASSWORD), ("olga", PASSWORD))
    text = written.read_text("utf-8")
    assert "event=gateway.down" in text, "all of it is there"
    assert find_told({"gateway": text}) == []
    assert all(line.startswith("timestamp=") for line in text.splitlines())
