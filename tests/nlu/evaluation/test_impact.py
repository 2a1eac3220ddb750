"""Which language gets worse, and how each sentence is judged; counted by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.languages import Language
from contracts.understood import Understood
from nlu.evaluation.cases import Case
from nlu.evaluation.impact import Said, chance, is_worse, weigh


def understood(intent: str, *offered: str) -> Understood:
    return Understood(intent, ((intent, 0.9),), offered, 1.0)


def case(intent: str, language: Language = "lb") -> Case:
    return Case(text=f"{intent} {language}", language=language, intent=intent, service=intent.split("_")[0])


@pytest.mark.parametrize(
    ("won", "lost", "sentences", "worse"),
    [
        (0, 0, 600, False),
        (0, 1, 600, False),  # a single sentence says nothing …
        (0, 1, 50, True),  # … but where it is two points
        (0, 4, 600, False),  # 1 in 16
        (0, 5, 600, True),  # 1 in 32
        (5, 5, 600, False),
        (9, 5, 10, False),
        (1, 7, 900, True),  # 9 in 256
        (2, 7, 900, False),  # 46 in 512
        (10, 17, 600, True),  # seven of six hundred: more than a point
        (10, 16, 600, False),  # exactly a point
    ],
)
def test_a_language_gets_worse_when_chance_does_not_explain_it_or_it_falls_far(
    won: int, lost: int, sentences: int, worse: bool
) -> None:
    assert is_worse(won, lost, sentences) is worse


@given(st.integers(0, 200), st.integers(0, 200))
def test_chance_is_a_probability_that_never_grows_with_what_is_lost(won: int, lost: int) -> None:
    assert 0 < chance(won, lost) <= 1
    assert chance(won, 0) == 1
    assert chance(won, lost + 1) <= chance(won, lost)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (understood("passport_fee"), understood("passport_fee"), None),
        (understood("passport_fee"), understood("nlu_fallback"), "worse"),
        (understood("nlu_fallback"), understood("passport_fee"), "better"),
        (understood("passport_fee"), understood("nlu_ask", "passport"), "different"),
        (understood("nlu_fallback"), understood("revis_fee"), "different"),
        (understood("nlu_ask", "passport"), understood("nlu_ask", "revis"), "worse"),
    ],
)
def test_test_sentences_are_judged_by_what_they_mean(
    before: Understood, after: Understood, verdict: str | None
) -> None:
    impact = weigh([case("passport_fee")], [], [before], [after])
    assert [(one.verdict, one.source, one.expected) for one in impact.changed] == (
        [(verdict, "test", "passport_fee")] if verdict else []
    )


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ("passport_fee", "passport_fee", None),
        ("passport_fee", "nlu_fallback", "worse"),
        ("out_of_scope", "passport_fee", "better"),
        ("passport_fee", "revis_fee", "different"),
        ("nlu_fallback", "out_of_scope", "different"),
        ("nlu_ask", "nlu_fallback", "different"),
    ],
)
def test_real_messages_are_judged_by_whether_they_are_answered(before: str, after: str, verdict: str | None) -> None:
    impact = weigh([], [Said("fr", "bonjour")], [understood(before)], [understood(after)])
    assert [(one.verdict, one.source, one.language) for one in impact.changed] == (
        [(verdict, "conversation", "fr")] if verdict else []
    )
    assert (impact.replayed, impact.blocked, impact.languages) == (1, False, {})


def test_each_language_counts_for_itself_and_one_that_gets_worse_blocks() -> None:
    cases = [case("passport_fee"), case("passport_about"), case("passport_fee", "fr")]
    before = [understood("passport_fee"), understood("nlu_fallback"), understood("passport_fee")]
    after = [understood("passport_fee"), understood("passport_about"), understood("nlu_fallback")]
    impact = weigh(cases, [], before, after)
    lb, fr = impact.languages["lb"], impact.languages["fr"]
    assert (lb.before, lb.after, lb.sentences, lb.worse) == (0.5, 1.0, 2, False)
    assert (fr.before, fr.after, fr.sentences, fr.worse) == (1.0, 0.0, 1, True)
    assert impact.blocked
    assert [one.verdict for one in impact.changed] == ["worse", "better"], "what gets worse stands first"


def test_real_messages_may_be_counted_instead_of_told() -> None:
    said = [Said("fr", "Rue Secrète"), Said("lb", "geheim"), Said("fr", "secret"), Said("fr", "même")]
    before = [understood("passport_fee"), *map(understood, ("greet", "passport_fee", "passport_fee", "greet"))]
    after = [understood("nlu_fallback"), *map(understood, ("nlu_fallback", "nlu_fallback", "revis_fee", "greet"))]
    impact = weigh([case("passport_fee")], said, before, after, only_count=True)
    assert [(one.source, one.verdict) for one in impact.changed] == [("test", "worse")]
    assert [(one.language, one.verdict, one.messages) for one in impact.counted] == [
        ("lb", "worse", 1),
        ("fr", "worse", 1),
        ("fr", "different", 1),
    ]
    assert impact.replayed == 4
    assert weigh([case("passport_fee")], said, before, after).counted == []
