"""The golden files and the types that read them; used by the tests of both environments."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import msgspec

from contracts import agent_frames, answers, events, frames, jobs, turns

GOLDEN = Path(__file__).parents[1] / "golden"

MESSAGES: dict[str, Any] = {
    "turn_request": turns.TurnRequest,
    "turn_reply": turns.TurnReply,
    "event": events.Event,
    "answer_record": answers.AnswerRecord,
    "job_result": jobs.JobResult,
}
"""Type by the beginning of the file's name in ``messages/``."""

FRAMES: dict[str, Any] = {
    "from_citizen": frames.CitizenFrame,
    "from_agent": agent_frames.AgentFrame,
    "to_citizen": frames.CitizenServerFrame,
    "to_agent": agent_frames.AgentServerFrame,
}
"""Type by the beginning of the file's name in ``frames/``."""


def golden_files(folder: str) -> list[Path]:
    return sorted((GOLDEN / folder).glob("*.json"))


def type_of(path: Path) -> Any:
    kinds = MESSAGES if path.parent.name == "messages" else FRAMES
    return next(kind for prefix, kind in kinds.items() if path.name.startswith(prefix))


def rewrite(text: bytes, kind: Any) -> bytes:
    """Decode a golden file strictly, encode it again and lay it out as the file is laid out."""
    return msgspec.json.format(msgspec.json.encode(msgspec.json.decode(text, type=kind)), indent=2) + b"\n"


def tags_of(union: Any) -> set[str]:
    return {member.__struct_config__.tag for member in get_args(union)}


def tags_in(value: Any, key: str) -> set[str]:
    """Every string that stands under ``key`` anywhere in a JSON value."""
    found: set[str] = set()
    if isinstance(value, dict):
        found |= {item for name, item in value.items() if name == key and isinstance(item, str)}
        found |= {tag for item in value.values() for tag in tags_in(item, key)}
    elif isinstance(value, list):
        found |= {tag for item in value for tag in tags_in(item, key)}
    return found
