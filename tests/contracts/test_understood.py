"""What a model makes of sentences is kept beside it, and says whether a service is reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.models import understood_path
from contracts.understood import Understood, keep_understood, read_understood


def understood(intent: str, *offered: str) -> Understood:
    return Understood(intent, ((intent, 0.9),) * 9, offered, 1.5, "fr")


def test_it_is_kept_with_the_first_guesses(tmp_path: Path) -> None:
    assert read_understood(tmp_path, "m") == {}
    keep_understood(tmp_path, "m", {"Moien": understood("greet")})
    (kept,) = read_understood(tmp_path, "m").values()
    assert (kept.intent, kept.language, len(kept.ranking)) == ("greet", "fr", 3)
    assert [path.name for path in tmp_path.iterdir()] == ["m.understood"]


def test_a_file_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    understood_path(tmp_path, "m").write_text("{", encoding="utf-8")
    assert read_understood(tmp_path, "m") == {}


@pytest.mark.parametrize(
    ("it", "reached"),
    [
        (understood("passport_fee"), True),
        (understood("passport_about"), True),
        (understood("id_card_fee"), False),
        (understood("nlu_ask", "id_card", "passport"), True),
        (understood("nlu_ask", "id_card"), False),
        (understood("nlu_fallback", "passport"), False),
        (understood("question_fee"), False),
    ],
)
def test_a_service_is_reached_at_once_or_after_a_question_back(it: Understood, reached: bool) -> None:
    assert it.reaches("passport") is reached
