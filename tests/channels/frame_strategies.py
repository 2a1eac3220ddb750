"""Frames for hypothesis: right ones made from their structs, ones that are nearly right, and arbitrary bytes."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect as shape

from tests.channels.client import new_message_id

STRANGE = ["", "\0", "a\0b", "\ufffe", "\u202e", "/restart", "{}", "x" * 5000, "\U0001f600" * 800]
texts = st.text(max_size=20) | st.sampled_from(STRANGE)
numbers = st.integers() | st.sampled_from([0, 1, -1, 2**31, 2**63, 2**64, -(2**63), 10**400])
anything = st.recursive(
    st.none() | st.booleans() | numbers | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
UGLY = [
    b"",
    b"{",
    b"null",
    b"[]",
    b"[" * 60_000,
    b'{"a":' * 10_000,
    b"[" * 500 + b"]" * 500,
    b'{"type":"ping"' + b" " * 60_000 + b"}",
    b'{"type":"say","message_id":"abcdefgh","text":"\\ud800"}',
    b'{"type":"say","message_id":"abcdefgh","text":"\\ud800\\u0041"}',
    b'{"type":"say","message_id":"abcdefgh","text":"\\udc00\\ud800"}',
    b'{"type":"say","message_id":"abcdefgh","text":"\\u0000"}',
    b'{"type":"say","message_id":"abcdefgh\\u0000","text":"x"}',
    b'{"type":"say","message_id":"abcdefgh","text":' + b"9" * 5000 + b"}",
    b'{"type":"say","type":"ping","message_id":"abcdefgh","text":"x"}',
    b'{"type":1e999}',
    b'{"type":"pin\\u0067"}',
    b'\xef\xbb\xbf{"type":"ping"}',
]
"""Beside them what hypothesis would take long to think of."""


def frames_of(union: Any, known: dict[str, list[str]]) -> st.SearchStrategy[dict[str, Any]]:
    """Right frames; ``known``: values of text fields, by name, that lead somewhere."""
    info = shape.type_info(union)
    members = info.types if isinstance(info, shape.UnionType) else (info,)
    return st.one_of([_of(member, "", known) for member in members])


def nearly(frames: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[bytes]:
    """Frames in which one thing is wrong, or looks so."""
    return st.one_of(
        st.builds(_without, frames, st.integers(0, 9)),
        st.builds(_with_other_value, frames, st.integers(0, 9), anything),
        st.builds(_with_more, frames, texts, anything),
        st.builds(_cut, frames, st.integers(1, 30)),
    )


def any_bytes(frames: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[bytes]:
    """All of it."""
    return st.one_of(frames.map(_write), nearly(frames), anything.map(_write), st.sampled_from(UGLY))


def _of(info: shape.Type, name: str, known: dict[str, list[str]]) -> st.SearchStrategy[Any]:
    match info:
        case shape.StructType():
            fields = {it.encode_name: _of(it.type, it.encode_name, known) for it in info.fields}
            tag = {info.tag_field: st.just(info.tag)} if info.tag_field else {}
            return st.fixed_dictionaries({**tag, **fields})
        case shape.UnionType():
            return st.one_of([_of(one, name, known) for one in info.types])
        case shape.LiteralType():
            return st.sampled_from(info.values)
        case shape.ListType() | shape.VarTupleType():
            return st.lists(_of(info.item_type, name, known), max_size=3)
        case shape.DictType():
            return st.dictionaries(_of(info.key_type, name, known), _of(info.value_type, name, known), max_size=3)
        case shape.BoolType():
            return st.booleans()
        case shape.IntType():
            return st.integers(0, 5) | numbers
        case shape.FloatType():
            return st.floats(allow_nan=False, allow_infinity=False)
        case shape.NoneType():
            return st.none()
        case shape.StrType() if info.pattern is not None:
            return st.builds(new_message_id)
        case shape.StrType():
            return st.sampled_from(known[name]) | texts if known.get(name) else texts
        case _:
            return anything


def _write(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def _without(frame: dict[str, Any], place: int) -> bytes:
    key = list(frame)[place % len(frame)]
    return _write({name: value for name, value in frame.items() if name != key})


def _with_other_value(frame: dict[str, Any], place: int, value: Any) -> bytes:
    return _write({**frame, list(frame)[place % len(frame)]: value})


def _with_more(frame: dict[str, Any], name: str, value: Any) -> bytes:
    return _write({**frame, name: value})


def _cut(frame: dict[str, Any], length: int) -> bytes:
    return _write(frame)[:-length]


def is_right(sent: bytes, union: Any) -> bool:
    """Whether a frame is one of ``union``."""
    try:
        msgspec.json.decode(sent, type=union)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return False
    return True
