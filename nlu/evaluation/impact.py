"""Weighs two models against each other, sentence by sentence: which language gets better, which gets worse."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from contracts.languages import LANGUAGES, Language
from contracts.names import ASK_INTENT
from contracts.studio import ChangedSentence, CountedMessages, Impact, LanguageImpact
from contracts.understood import Understood
from nlu.evaluation.cases import Case
from nlu.evaluation.metrics import NOT_ANSWERED, Result

SIGNIFICANT = 0.05
"""Probability below which chance does not explain that more sentences are lost than won."""
LARGEST_FALL = 0.01
"""Fall of the share of a language that is too much whatever chance says."""
MOST_CHANGED = 1000
"""Sentences that are shown; those that got worse first."""

Verdict = Literal["better", "worse", "different"]
_ORDER: dict[Verdict, int] = {"worse": 0, "better": 1, "different": 2}


class Said(NamedTuple):
    """A message of a real conversation, masked."""

    language: Language
    text: str


def weigh(
    cases: Sequence[Case],
    replayed: Sequence[Said],
    before: Sequence[Understood],
    after: Sequence[Understood],
    *,
    only_count: bool = False,
) -> Impact:
    """Weigh two models; each understood the texts of the cases, then those that are replayed. Takes no time of its own.

    Only test sentences make a language worse: of real messages nobody has said what they mean. ``only_count``: what
    real messages say is in no part of the result.
    """
    count = len(cases)
    tested = [
        (Result(case, old), Result(case, new))
        for case, old, new in zip(cases, before[:count], after[:count], strict=True)
    ]
    languages = {
        language: _weigh_language(pairs)
        for language in LANGUAGES
        if (pairs := [pair for pair in tested if pair[0].case.language == language])
    }
    real = zip(replayed, before[count:], after[count:], strict=True)
    changed = [one for pair in tested if (one := _compare_tested(*pair))]
    otherwise = [one for it, old, new in real if (one := _compare_real(it, old, new))]
    if not only_count:
        changed += otherwise
    return Impact(
        languages=languages,
        changed=sorted(changed, key=lambda one: _ORDER[one.verdict])[:MOST_CHANGED],
        replayed=len(replayed),
        seconds=0.0,
        blocked=any(impact.worse for impact in languages.values()),
        counted=_count(otherwise) if only_count else [],
    )


def _count(messages: Iterable[ChangedSentence]) -> list[CountedMessages]:
    counts = Counter((one.language, one.verdict) for one in messages)
    return [
        CountedMessages(language=language, verdict=verdict, messages=counts[language, verdict])
        for language in LANGUAGES
        for verdict in _ORDER
        if counts[language, verdict]
    ]


def is_worse(won: int, lost: int, sentences: int) -> bool:
    """Tell whether a language gets worse; see ``docs/adr/0008-studio.md``."""
    if lost <= won:
        return False
    return chance(won, lost) < SIGNIFICANT or lost - won > LARGEST_FALL * sentences


def chance(won: int, lost: int) -> float:
    """Give how likely it is to lose so many or more of those that changed, were winning and losing as likely."""
    changed = won + lost
    ways: int = sum(math.comb(changed, count) for count in range(lost, changed + 1))
    return ways / (1 << changed)


def _weigh_language(pairs: Sequence[tuple[Result, Result]]) -> LanguageImpact:
    won = sum(new.right and not old.right for old, new in pairs)
    lost = sum(old.right and not new.right for old, new in pairs)
    return LanguageImpact(
        before=sum(old.right for old, _ in pairs) / len(pairs),
        after=sum(new.right for _, new in pairs) / len(pairs),
        sentences=len(pairs),
        worse=is_worse(won, lost, len(pairs)),
    )


def _compare_tested(old: Result, new: Result) -> ChangedSentence | None:
    case = old.case
    if old.right == new.right and old.understood.intent == new.understood.intent:
        return None
    verdict: Verdict = "different" if old.right == new.right else "better" if new.right else "worse"
    return ChangedSentence(
        language=case.language or "lb",
        text=case.text,
        source="test",
        expected=case.meant,
        before=old.understood.intent,
        after=new.understood.intent,
        verdict=verdict,
    )


def _compare_real(said: Said, old: Understood, new: Understood) -> ChangedSentence | None:
    """Compare what nobody has judged: an answer where there was none is better, and none where there was one worse."""
    if old.intent == new.intent:
        return None
    answered = old.intent not in NOT_ANSWERED, new.intent not in NOT_ANSWERED
    verdict: Verdict = "different" if answered[0] == answered[1] else "better" if answered[1] else "worse"
    if ASK_INTENT in {old.intent, new.intent}:
        verdict = "different"
    return ChangedSentence(
        language=said.language,
        text=said.text,
        source="conversation",
        expected=None,
        before=old.intent,
        after=new.intent,
        verdict=verdict,
    )
