"""Puts judged answers together by what they rest on and their language: how often they helped, and what was asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from channels.studio.inbox.outcomes import Judged
from channels.studio.inbox.showing import Showing, write
from contracts.inbox import UnhelpfulAnswer
from contracts.languages import Language

MOST_QUESTIONS = 12


def gather(
    judged: Iterable[Judged], services: Mapping[str, str], showing: Showing, least: int
) -> list[UnhelpfulAnswer]:
    """Return the answers that did not help somebody, those that did so most often first.

    ``services``: by official link the service it belongs to; ``least``: conversations with a question that may
    be shown, from which questions are shown.
    """
    groups: dict[tuple[str, Language], list[Judged]] = {}
    for one in judged:
        groups.setdefault((services.get(one.link, one.link), one.language), []).append(one)
    shown = [_show(found, services, showing, least) for found in groups.values()]
    return sorted((it for it in shown if it.unhelpful), key=lambda it: (-it.unhelpful, it.title, it.language))


def _show(found: list[Judged], services: Mapping[str, str], showing: Showing, least: int) -> UnhelpfulAnswer:
    unhelpful = [one for one in found if not one.helpful]
    questions: dict[str, None] = {}
    asked_in: set[str] = set()
    for one in unhelpful:
        shown = showing.show(write(one.conversation, one.language, one.question)) if one.question else None
        if shown is not None:
            questions[shown.text] = None
            asked_in.add(one.conversation)
    return UnhelpfulAnswer(
        service=services.get(found[0].link),
        title=found[0].title,
        language=found[0].language,
        helpful=len(found) - len(unhelpful),
        unhelpful=len(unhelpful),
        # Who pressed a button, or wrote what is not shown, hides nobody among the others.
        questions=list(questions)[:MOST_QUESTIONS] if len(asked_in) >= least else [],
    )
