import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text.fold import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Lëtzebuerg", "letzebuerg"),
        ("FÜRERSCHÄIN", "furerschain"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("Œuvre, Cæsar", "oeuvre, caesar"),
        ("d'Gemeng", "d gemeng"),
        ("D´Gemeng", "d gemeng"),
        ("d’Gemeng", "d gemeng"),
        ("D`Gemeng", "d gemeng"),
        ("d Gemeng", "d gemeng"),
        ("'t ass z'iessen", "t ass z iessen"),
        ("t'ass s'il l'eau qu'il", "t ass s il l eau qu il"),
        ("j'ai, n'est, c'est, m'a", "j ai, n est, c est, m a"),
        ("aujourd'hui, don't", "aujourdhui, dont"),
        ("  a \n\t b  ", "a b"),
        ("e\u0301", "e"),
        ("１２３", "123"),
        ("Åse Łódź", "ase lodz"),
        ("Ärer Gemeng!?", "arer gemeng!?"),
        ("", ""),
    ],
)
def test_variants_meet(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(st.characters(codec=None), max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text("aàÀdDqQuUlLß'’´` \u0301İſ", max_size=30))
def test_folding_twice_changes_nothing_around_apostrophes_and_accents(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text("abcdeéëäöüßœ ", max_size=40))
def test_case_does_not_matter(text: str) -> None:
    assert fold(text.upper()) == fold(text)
