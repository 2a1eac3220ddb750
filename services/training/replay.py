"""Reads what citizens asked the bot lately, masked: real messages that both models of a trial understand anew.

What was written to a person, and what was given where a form asked for a field, is left out: the bot's models do not
read the one, and the other is names and addresses that no words around announce, which no mask can find.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Engine, select

from contracts.languages import LANGUAGES, Language
from contracts.tables import conversation, event
from nlu.text.identifying import mask_identifying


class Said(NamedTuple):
    """A message of a citizen, masked."""

    language: Language
    text: str


def read_replay(engine: Engine, most: int) -> list[Said]:
    """Return the latest messages, at most so many, those of the latest conversations first, none twice."""
    latest = select(conversation.c.id).order_by(conversation.c.updated_at.desc()).limit(most)
    found: dict[tuple[Language, str], Said] = {}
    with engine.connect() as connection:
        for conversation_id in connection.scalars(latest).all():
            if len(found) >= most:
                break
            rows = select(event.c.data).where(event.c.conversation_id == conversation_id).order_by(event.c.seq)
            for said in reversed(choose(connection.scalars(rows).all())):
                found.setdefault((said.language, said.text.casefold()), said)
    return list(found.values())[:most]


def choose(events: Iterable[dict[str, Any]]) -> list[Said]:
    """Return the questions to the bot among the events of a conversation, in their order."""
    chosen: list[Said] = []
    to_bot, asked = True, False
    for one in events:
        if one["kind"] == "owner":
            to_bot = one["owner"] == "bot" or bool(one.get("bot"))
        if one["kind"] != "message":
            continue
        if one["author"] != "citizen":
            asked = bool(one.get("field") or one.get("summary") or one.get("login"))
        elif to_bot and not asked and not one.get("pressed") and not one.get("document"):
            text = " ".join(mask_identifying(one["text"]).split())
            if one["language"] in LANGUAGES and any(letter.isalpha() for letter in text):
                chosen.append(Said(one["language"], text))
    return chosen
