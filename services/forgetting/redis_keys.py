"""What Redis still holds of conversations that are gone, and what it would hold for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from redis import Redis
from sqlalchemy import Engine, func, select

from contracts.erasing import hash_conversation
from contracts.tables import erasure

OURS = "moien:"
"""How the names of our own keys begin; none of them may stay without end."""
MOST_MEMBERS = 10_000
"""Members of one key that are looked at."""
LONGEST_VALUE = 1_000_000
"""Characters of a value that are looked at."""
AT_ONCE = 500
_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")


def count_left(engine: Engine, redis: Redis, before: datetime) -> int:
    """Return how many conversations that were erased before a moment stand in Redis, and how many keys never end."""
    endless = 0
    ids: set[str] = set()
    for key in redis.scan_iter(count=AT_ONCE):
        name = _text(key)
        endless += name.startswith(OURS) and redis.ttl(key) == -1
        for text in (name, *_values(redis, key)):
            ids.update(_ID.findall(text))
    found = sorted(ids)
    some = (found[begin : begin + AT_ONCE] for begin in range(0, len(found), AT_ONCE))
    return endless + sum(_count_erased(engine, part, before) for part in some)


def _count_erased(engine: Engine, ids: list[str], before: datetime) -> int:
    gone = erasure.c.id_hash.in_([hash_conversation(one) for one in ids]), erasure.c.erased_at <= before
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(erasure).where(*gone)) or 0


def _values(redis: Redis, key: bytes) -> Iterator[str]:
    """Give what stands in a key, whatever kind it is of; nothing where it has gone meanwhile."""
    kind = _text(redis.type(key))
    members: list[object] = []
    if kind == "string":
        members = [redis.getrange(key, 0, LONGEST_VALUE)]
    elif kind == "list":
        members = list(redis.lrange(key, 0, MOST_MEMBERS - 1))
    elif kind in ("set", "zset", "hash"):
        scan = {"set": redis.sscan_iter, "zset": redis.zscan_iter, "hash": redis.hscan_iter}[kind]
        for _, member in zip(range(MOST_MEMBERS), scan(key, count=AT_ONCE), strict=False):
            members += member if isinstance(member, tuple) else [member]
    elif kind == "stream":
        for _, fields in redis.xrange(key, count=MOST_MEMBERS) or ():
            members += [part for pair in (fields or {}).items() for part in pair]
    for member in members:
        if isinstance(member, (bytes, str)):
            yield _text(member)[:LONGEST_VALUE]


def _text(value: bytes | str) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else value
