"""Sixth step, after each draft: lets it pass only where all of it stands in the passages that it cites."""

from __future__ import annotations

from contracts.answers import Answer, Progress
from nlu.answer.checks.claims import without_citations
from nlu.answer.checks.verifier import Source, verify
from nlu.answer.prompt import show_source
from nlu.answer.work import Chosen, Status, Step, Work, cite

SOUND, FAULTY, NO_DRAFT = "sound", "faulty", "no_draft"
_STATUSES = frozenset({SOUND, FAULTY, NO_DRAFT})


async def check(work: Work) -> Status:
    """Answer with the draft, or say what is wrong with it."""
    if work.draft is None:
        return NO_DRAFT
    work.show(Progress(stage="checking"))
    verdict = verify(work.draft, work.language, [_as_source(work, it) for it in work.chosen])
    work.faults = verdict.faults
    if not verdict.is_sound:
        work.notes.extend(verdict.details)
        return FAULTY
    page = work.chosen[0].page
    work.answer = Answer(
        standing="answered",
        # All passages are of one page, which stands below the answer.
        text=work.hidden.show(_without_numbers(work.draft)),
        origin="llm",
        citations=[cite(page)],
        services=[page.id] if page.is_service else [],
        model=work.model,
    )
    return SOUND


def _as_source(work: Work, chosen: Chosen) -> Source:
    # The heading is part of what the model has read; links are hidden in both.
    read = work.hidden.hide(show_source(chosen)).splitlines()
    return Source(tuple(line.removeprefix("- ") for line in read), chosen.page.language, chosen.page.title)


def _without_numbers(text: str) -> str:
    return "\n".join(without_citations(line) for line in text.splitlines())


CHECK = Step("check", _STATUSES, check)
CHECK_AGAIN = Step("check_again", _STATUSES, check)
