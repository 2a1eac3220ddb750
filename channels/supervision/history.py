"""How things went in a period: in all, per day in Luxembourg, per language, per queue."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

import msgspec

from channels.local_time import LUXEMBOURG
from channels.supervision.figures import Figures, HandledTicket, Talk, sum_up
from contracts.languages import LANGUAGES, Language

LONGEST_PERIOD = 366
"""Days of a period, the last one included."""


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for."""

    first: date = msgspec.field(name="from")
    last: date = msgspec.field(name="to")
    """The last day, included."""
    queue: str | None = None
    language: Language | None = None

    @property
    def begins(self) -> datetime:
        """Return the first moment, in UTC."""
        return _midnight(self.first)

    @property
    def ends(self) -> datetime:
        """Return the first moment after it, in UTC."""
        return _midnight(self.last + timedelta(days=1))


class DayFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What happened on a day."""

    day: date
    figures: Figures


class LanguageFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What happened in a language."""

    language: Language
    figures: Figures


class QueueFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What happened in a queue."""

    queue: str
    name: dict[Language, str] | None
    """None of a queue that is gone."""
    figures: Figures


class History(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of ``GET /api/staff/history``."""

    period: Period
    total: Figures
    days: list[DayFigures]
    """Every day of the period."""
    languages: list[LanguageFigures]
    queues: list[QueueFigures]
    """Those of the plan, and those that are gone and had tickets."""


def make_history(
    period: Period,
    tickets: Collection[HandledTicket],
    talks: Collection[Talk],
    promised: Mapping[str, int],
    names: Mapping[str, dict[Language, str]],
) -> History:
    """Sum up what was read of a period; what belongs to a day began on it."""
    by_queue = None if period.queue is not None else talks
    days = [period.first + timedelta(days=number) for number in range((period.last - period.first).days + 1)]
    tickets_of_day, talks_of_day = _group(tickets, lambda it: day_of(it.opened_at)), _group(talks, _day_of_talk)
    tickets_of_language = _group(tickets, lambda it: it.language)
    talks_of_language = _group(talks, lambda it: it.language)
    tickets_of_queue = _group(tickets, lambda it: it.queue)
    shown = [language for language in LANGUAGES if period.language in (None, language)]
    queues = [queue for queue in dict.fromkeys((*names, *sorted(tickets_of_queue))) if period.queue in (None, queue)]
    return History(
        period=period,
        total=sum_up(tickets, by_queue, promised),
        days=[
            DayFigures(
                day=day, figures=sum_up(tickets_of_day.get(day, []), _known(by_queue, talks_of_day, day), promised)
            )
            for day in days
        ],
        languages=[
            LanguageFigures(
                language=it,
                figures=sum_up(tickets_of_language.get(it, []), _known(by_queue, talks_of_language, it), promised),
            )
            for it in shown
        ],
        queues=[
            QueueFigures(queue=it, name=names.get(it), figures=sum_up(tickets_of_queue.get(it, []), None, promised))
            for it in queues
        ],
    )


def day_of(moment: datetime) -> date:
    """Return the day in Luxembourg."""
    return moment.astimezone(LUXEMBOURG).date()


def _day_of_talk(talk: Talk) -> date:
    return day_of(talk.began_at)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LUXEMBOURG).astimezone(UTC)


Row = TypeVar("Row")
Key = TypeVar("Key")


def _group(rows: Collection[Row], key: Callable[[Row], Key]) -> dict[Key, list[Row]]:
    groups: dict[Key, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def _known(all_talks: object, groups: dict[Key, list[Talk]], key: Key) -> Sequence[Talk] | None:
    """Return the conversations of a group; None where conversations cannot be told apart."""
    return groups.get(key, []) if all_talks is not None else None
