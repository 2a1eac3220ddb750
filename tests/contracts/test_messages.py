"""Golden files hold the JSON of every message: what is written there is read and written back unchanged."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from contracts import effects, events, frames, turns
from tests.contracts.golden import FRAMES, golden_files, rewrite, tags_in, tags_of, type_of

ALL = golden_files("messages") + golden_files("frames")


@pytest.mark.parametrize("path", ALL, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_golden_file_is_read_and_written_back_unchanged(path: Path) -> None:
    text = path.read_bytes()
    assert rewrite(text, type_of(path)) == text


@pytest.mark.parametrize("prefix", FRAMES)
def test_every_frame_has_a_golden_file(prefix: str) -> None:
    seen = {json.loads(path.read_bytes())["type"] for path in golden_files("frames") if path.name.startswith(prefix)}
    assert seen == tags_of(FRAMES[prefix])


def test_every_kind_of_event_input_and_effect_has_a_golden_file() -> None:
    values = [json.loads(path.read_bytes()) for path in golden_files("messages")]
    kinds = {value["data"]["kind"] for value in values if "seq" in value}
    types = {tag for value in values for tag in tags_in(value, "type")}
    assert kinds == tags_of(events.EventData)
    assert tags_of(turns.TurnInput) | tags_of(effects.Effect) <= types


def test_every_kind_of_shown_event_has_a_golden_file() -> None:
    values = [json.loads(path.read_bytes()) for path in golden_files("frames")]
    assert {kind for value in values for kind in tags_in(value, "kind")} == tags_of(frames.ShownData)


def test_a_frame_for_citizens_cannot_carry_the_intent_of_a_button() -> None:
    shown = frames.ShownMessage.__struct_fields__
    assert "pressed" not in shown
    assert frames.ShownButton.__struct_fields__ == ("title",)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"conversation":"c","turn":"t","language":"xx","input":{"type":"text","text":""}}', "$.language"),
        ('{"conversation":"c","turn":"t","language":"lb","input":{"type":"shout","text":""}}', "$.input.type"),
        ('{"conversation":"c","turn":"t","language":"lb","input":{"type":"text","text":1}}', "$.input.text"),
        (
            '{"conversation":"c","turn":"t","language":"lb","input":{"type":"system","intent":"affirm"}}',
            "$.input.intent",
        ),
    ],
)
def test_a_mistake_in_a_turn_is_named_by_its_place(text: str, place: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=place.replace("$", r"\$")):
        msgspec.json.decode(text, type=turns.TurnRequest)


def test_a_field_nobody_knows_is_refused_between_hub_and_bot() -> None:
    text = '{"turn":"t","parts":[],"effects":[],"surprise":1}'
    with pytest.raises(msgspec.ValidationError, match="surprise"):
        msgspec.json.decode(text, type=turns.TurnReply)
