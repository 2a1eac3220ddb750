import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text.data import read_data
from nlu.text.language_words import Telling, read_telling


@pytest.mark.parametrize(
    ("text", "telling"),
    [
        ("", Telling("", 0, None)),
        ("1985 0412 12393", Telling("", 0, None)),
        ("Ech brauch eng nei Kaart", Telling("Ech brauch eng nei Kaart", 5, None)),
        ("Ech brauch eng Carte d’identité!", Telling("Ech brauch eng", 3, None)),
        ("certificat de residence", Telling("certificat de residence", 0, None)),
        ("ech wunnen 12, rue de la Gare, L-4010 Esch-sur-Alzette", Telling("ech wunnen", 2, None)),
        ("rue du Château", Telling("rue du Château", 0, None)),
        ("la rue est bloquée", Telling("la rue est bloquée", 4, None)),
        ("schreift op anna@example.lu oder https://guichet.lu/x", Telling("schreift op oder", 3, None)),
        ("op MyGuichet.lu kucken", Telling("op kucken", 2, None)),
        ("oui, ok merci", Telling("oui ok merci", 0, None)),
        ("d'Bréif vum 3. Mäerz", Telling("d' Bréif vum Mäerz", 3, None)),
        ("Moien!", Telling("Moien", 1, "lb")),
        ("Gudde  Moien 👋", Telling("Gudde Moien", 2, "lb")),
        ("Bonjour Madame", Telling("Bonjour Madame", 1, "fr")),
        ("GRÜSS GOTT", Telling("GRÜSS GOTT", 2, "de")),
        ("good evening.", Telling("good evening", 2, "en")),
        ("hallo", Telling("hallo", 0, None)),
    ],
)
def test_names_and_numbers_are_left_out(text: str, telling: Telling) -> None:
    assert read_telling(text) == telling


@pytest.mark.parametrize("commune", read_data("communes")["communes"], ids=lambda commune: commune["id"])
def test_no_name_of_a_commune_tells_a_language(commune: dict[str, str]) -> None:
    for name in (commune["fr"], commune["lb"], commune["de"], *commune.get("also", ()), *commune.get("former", ())):
        assert read_telling(name).words == 0


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    telling = read_telling(text)
    assert 0 <= telling.words <= len(text)
    assert not any(character.isdigit() for character in telling.text)
