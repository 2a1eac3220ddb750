"""Checks what a JSON Schema cannot say of queues, wrap-up codes and replies: names, hours, cycles, placeholders."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from contracts.catalogue.nodes import Bare, Node, Source
from contracts.catalogue.problems import Problem, quoted
from contracts.catalogue.writing import placeholders_in
from contracts.desk.model import PLACEHOLDERS, Block

LONGEST_SECONDS = 86400
"""A promise of more than a day is none."""
_BLOCK = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_CONDITIONS = ("services", "administrations", "languages", "reasons")


def check_queues(source: Source, root: Node, services: Mapping[str, str | None]) -> Iterator[Problem]:
    """Report what is wrong with ``queues.yaml`` beyond its shape."""
    yield from _check_time_zone(source, root)
    queues = _items(root, "queues")
    yield from _check_unique(source, queues, "id", "queues")
    administrations = {name for name in services.values() if name is not None}
    for number, queue in enumerate(queues):
        where = _name(queue, number)
        yield from _check_known(source, queue.at("services"), services, f"{where} > services", "service-unknown")
        yield from _check_known(
            source, queue.at("administrations"), administrations, f"{where} > administrations", "administration-unknown"
        )
        yield from _check_hours(source, queue, where)
        yield from _check_seconds(source, queue.at("answer_within"), f"{where} > answer_within")
        yield from _check_seconds(source, queue.at("overflow", "after"), f"{where} > overflow > after")
    yield from _check_overflow(source, queues)
    yield from _check_order(source, queues)


def check_codes(source: Source, root: Node) -> Iterator[Problem]:
    """Report what is wrong with ``wrap_up.yaml`` beyond its shape."""
    yield from _check_unique(source, _items(root, "codes"), "id", "codes")


def check_replies(source: Source, root: Node, services: Collection[str]) -> Iterator[Problem]:
    """Report what is wrong with ``replies.yaml`` beyond its shape."""
    replies = _items(root, "replies")
    yield from _check_unique(source, replies, "id", "replies")
    yield from _check_unique(source, replies, "shortcut", "replies")
    for number, reply in enumerate(replies):
        where = _name(reply, number)
        yield from _check_known(source, reply.at("service"), services, f"{where} > service", "service-unknown")
        texts = reply.at("text")
        for text in texts.texts() if texts else ():
            for name in sorted(placeholders_in(text.value) - set(PLACEHOLDERS)):
                allowed = ", ".join(f"{{{known}}}" for known in PLACEHOLDERS)
                message = f"{where} > text: {quoted('{' + name + '}')} is not filled in: allowed are {allowed}"
                yield source.problem(text.line, "placeholder-unknown", message)


def read_block(written: str) -> Block | None:
    """Read ``08:00-12:00``; None where it is no such text."""
    match = _BLOCK.fullmatch(written)
    if match is None:
        return None
    hour, minute, until_hour, until_minute = (int(part) for part in match.groups())
    return Block(begins=60 * hour + minute, ends=60 * until_hour + until_minute)


def _items(root: Node, key: str) -> list[Node]:
    node = root.at(key)
    items = node.children.values() if node is not None and isinstance(node.value, list) else ()
    return [item for item in items if isinstance(item.value, dict)]


def _text(node: Node | None) -> str | None:
    return node.value if node is not None and isinstance(node.value, str) else None


def _name(item: Node, number: int) -> str:
    return _text(item.at("id")) or f"item {number + 1}"


def _check_time_zone(source: Source, root: Node) -> Iterator[Problem]:
    node = root.at("time_zone")
    name = _text(node)
    if node is None or name is None:
        return
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"time_zone: {quoted(name)} is no time zone: write for instance Europe/Luxembourg"
        yield source.problem(node.line, "time-zone-unknown", message)


def _check_unique(source: Source, items: list[Node], key: str, where: str) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for item in items:
        node = item.at(key)
        value = _text(node)
        if node is None or value is None:
            continue
        if value in first:
            message = f"{where}: the {key} {quoted(value)} stands twice (first on line {first[value]}): choose another"
            yield source.problem(node.line, f"{key}-twice", message)
        first.setdefault(value, node.line)


def _check_known(source: Source, node: Node | None, known: Collection[str], where: str, code: str) -> Iterator[Problem]:
    for named in node.texts() if node is not None else ():
        if named.value not in known:
            near = difflib.get_close_matches(named.value, sorted(known), n=1)
            advice = f'did you mean "{near[0]}"?' if near else "write an id of the catalogue"
            if code == "administration-unknown" and not near:
                advice = f"known are {', '.join(sorted(known)) or 'none'}"
            yield source.problem(named.line, code, f"{where}: {quoted(named.value)} is not known: {advice}")


def _check_hours(source: Source, queue: Node, where: str) -> Iterator[Problem]:
    hours = queue.at("hours")
    for day, node in hours.children.items() if hours is not None else ():
        until = -1
        for written in node.texts():
            block = read_block(written.value)
            if block is None:
                continue
            place = f"{where} > hours > {day}"
            if block.ends <= block.begins:
                message = f"{place}: {quoted(written.value)} ends before it begins: write the earlier time first"
                yield source.problem(written.line, "hours-reversed", message)
            elif block.begins < until:
                message = f"{place}: {quoted(written.value)} begins before the one above has ended"
                yield source.problem(written.line, "hours-overlap", f"{message}: write them in order, apart")
            until = max(until, block.ends)


def _check_seconds(source: Source, node: Node | None, where: str) -> Iterator[Problem]:
    if node is None or not isinstance(node.value, Bare) or not node.value.text.isdecimal():
        return
    if not 1 <= int(node.value.text) <= LONGEST_SECONDS:
        message = f"{where}: {node.value.text} is out of range: write seconds from 1 to {LONGEST_SECONDS}"
        yield source.problem(node.line, "number-range", message)


def _check_overflow(source: Source, queues: list[Node]) -> Iterator[Problem]:
    ids = {_text(queue.at("id")) for queue in queues}
    goes_to: dict[str, str] = {}
    for number, queue in enumerate(queues):
        node = queue.at("overflow", "to")
        to, own = _text(node), _text(queue.at("id"))
        if node is None or to is None:
            continue
        if to not in ids:
            near = difflib.get_close_matches(to, sorted(known for known in ids if known), n=1)
            advice = f'did you mean "{near[0]}"?' if near else "write the id of a queue of this file"
            message = f"{_name(queue, number)} > overflow > to: no queue has the id {quoted(to)}: {advice}"
            yield source.problem(node.line, "queue-unknown", message)
        elif own is not None:
            goes_to.setdefault(own, to)
    for number, queue in enumerate(queues):
        own, node = _text(queue.at("id")), queue.at("overflow", "to")
        if own is not None and node is not None and _returns(own, goes_to):
            message = (
                f"{_name(queue, number)} > overflow > to: tickets would come back to {own}: let one queue keep them"
            )
            yield source.problem(node.line, "overflow-cycle", message)


def _returns(queue: str, goes_to: Mapping[str, str]) -> bool:
    """Tell whether a ticket that overflows from a queue comes back to it."""
    at = goes_to.get(queue)
    for _ in goes_to:
        if at is None or at == queue:
            break
        at = goes_to.get(at)
    return at == queue


def _check_order(source: Source, queues: list[Node]) -> Iterator[Problem]:
    for number, queue in enumerate(queues):
        narrow = [key for key in _CONDITIONS if key in queue.children]
        if number + 1 == len(queues) and narrow:
            message = (
                f"{_name(queue, number)}: the last queue must take everything: delete {', '.join(narrow)}, or add "
                "a queue below that has none of services, administrations, languages, reasons"
            )
            yield source.problem(queue.line, "queue-last", message)
        elif number + 1 < len(queues) and not narrow:
            message = f"{_name(queue, number)}: takes everything, so that no queue below gets a ticket"
            yield source.problem(queue.line, "queue-order", f"{message}: move it to the end")
