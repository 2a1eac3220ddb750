"""Which messages are understood anew, and that nothing personal is among them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert, update

from contracts.tables import conversation, event
from services.training.replay import Said, choose, read_replay
from tests.services.databases import CREATED


def citizen(text: str, language: str = "lb", **more: Any) -> dict[str, Any]:
    return {"kind": "message", "author": "citizen", "text": text, "language": language, **more}


def bot(**more: Any) -> dict[str, Any]:
    return {"kind": "message", "author": "bot", "text": "…", "language": "lb", **more}


def owner(who: str, **more: Any) -> dict[str, Any]:
    return {"kind": "owner", "owner": who, "reason": "asked", **more}


ASKING = {"name": "address", "type": "address"}
ROWS = {
    "a question": ([citizen("Wat kascht e Pass?")], ["Wat kascht e Pass?"]),
    "in its order": ([citizen("eng"), bot(), citizen("zwou")], ["eng", "zwou"]),
    "masked": ([citizen("Meng Nummer ass 1893120105732")], ["Meng Nummer ass [national_id]"]),
    "an answer to a form": ([bot(field=ASKING), citizen("12, rue de la Gare, Anne Muller")], []),
    "an answer to a summary": ([bot(summary=[{"label": "x"}]), citizen("Jo, mir wunnen zu Esch")], []),
    "after the form": ([bot(field=ASKING), citizen("Gare"), bot(), citizen("Merci")], ["Merci"]),
    "a button": ([citizen("Pass", pressed={"seq": 1, "button": 0})], []),
    "a file": ([citizen("anne.pdf", document={"id": "x"})], []),
    "to a person": ([owner("queue"), citizen("Moien Anne"), owner("agent"), citizen("jo")], []),
    "to the bot while waiting": ([owner("queue", bot=True), citizen("An de Pass?")], ["An de Pass?"]),
    "after a person": ([owner("agent"), citizen("jo"), owner("bot"), citizen("Merci")], ["Merci"]),
    "of the bot": ([bot()], []),
    "no letter": ([citizen("12"), citizen("🙂"), citizen("")], []),
    "another language": ([citizen("ciao", "it")], []),
    "line ends": ([citizen("Moien\n\n  du")], ["Moien du"]),
    "what is no message": ([{"kind": "job", "state": "queued"}, {"kind": "language"}], []),
}


@pytest.mark.parametrize(("events", "texts"), ROWS.values(), ids=ROWS)
def test_only_questions_to_the_bot_are_chosen(events: list[dict[str, Any]], texts: list[str]) -> None:
    assert [said.text for said in choose(events)] == texts


def add(engine: Engine, conversation_id: str, minutes: int, *texts: str) -> None:
    moment = CREATED + timedelta(minutes=minutes)
    with engine.begin() as connection:
        if conversation_id != "c1":
            connection.execute(
                insert(conversation).values(
                    id=conversation_id,
                    token_hash=conversation_id,
                    site="demo",
                    language="lb",
                    language_reason="page",
                    owner="bot",
                    bot_helps=False,
                    heard=True,
                    last_seq=0,
                    created_at=moment,
                    updated_at=moment,
                )
            )
        connection.execute(update(conversation).where(conversation.c.id == conversation_id).values(updated_at=moment))
        for seq, text in enumerate(texts, start=1):
            connection.execute(
                insert(event).values(conversation_id=conversation_id, seq=seq, at=moment, data=citizen(text))
            )


def test_the_latest_come_first_and_none_twice(engine: Engine) -> None:
    add(engine, "c1", 0, "al", "Pass")
    add(engine, "c2", 10, "nei", "PASS", "nei")
    assert [said.text for said in read_replay(engine, 10)] == ["nei", "PASS", "al"]
    assert read_replay(engine, 1) == [Said("lb", "nei")]
    assert read_replay(engine, 0) == []
    with engine.begin() as connection:
        connection.execute(event.delete())
