"""Answers, good and bad, against passages; and every sentence of the catalogue, quoted, which is always good."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.languages import Language
from nlu.answer.checks.verifier import Source, verify
from nlu.answer.pages import read_pages
from tests.content import read_catalogue

ROOT = Path(__file__).parents[4]


TITLES: dict[Language, str] = {"en": "Passport", "fr": "Passeport", "de": "Reisepass", "lb": "Pass"}


def source(language: Language, *sentences: str) -> Source:
    return Source(sentences, language, TITLES[language])


PASSAGES: dict[Language, list[Source]] = {
    "en": [
        source(
            "en",
            "The passport costs 50 euros and is valid for 5 years.",
            "For children under 4 years it costs 30 euros and is valid for 2 years.",
            "You do not need a photo.",
        ),
        source("en", "Register your dog within 4 months of its birth.", "The tax must be paid by 31 December."),
        source(
            "en", "The office is open from 8:00 to 16:00.", "Call 247-82000 or write to info@guichet.lu. See [[L1]]."
        ),
    ],
    "fr": [
        source(
            "fr",
            "Le passeport coûte 50 euros et il est valable 5 ans.",
            "Pour les enfants de moins de 4 ans, il coûte 30 euros et il est valable 2 ans.",
            "Vous n'avez pas besoin de photo.",
        ),
        source(
            "fr", "Déclarez le chien dans les 4 mois après sa naissance.", "La taxe est à payer avant le 31 décembre."
        ),
        source("fr", "Le bureau est ouvert de 8 h 00 à 16 h 00.", "Le loyer maximal est de 1 250,50 €."),
    ],
    "de": [
        source(
            "de",
            "Der Reisepass kostet 50 Euro und gilt 5 Jahre.",
            "Für Kinder unter 4 Jahren kostet er 30 Euro und gilt 2 Jahre.",
            "Sie brauchen kein Foto.",
        ),
        source(
            "de", "Melden Sie den Hund innerhalb von 4 Monaten nach der Geburt an.", "Zahlen Sie bis zum 31. Dezember."
        ),
        source("de", "Das Büro ist von 8:00 bis 16:00 Uhr geöffnet.", "Die Bearbeitung dauert 4, 6 oder 12 Wochen."),
    ],
    "lb": [
        source(
            "lb",
            "De Pass kascht 50 Euro a gëllt 5 Joer.",
            "Fir Kanner ënner 4 Joer kascht en 30 Euro a gëllt 2 Joer.",
            "Dir braucht keng Foto.",
        ),
        source("lb", "Mellt den Hond bannent 4 Méint no der Gebuert un.", "Bezuelt d'Taxe virum 31. Dezember."),
    ],
}

GOOD: list[tuple[Language, str]] = [
    ("en", "The passport costs 50 € and is valid for five years [1]."),
    ("en", "A passport costs fifty euros. [1] It is valid for 5 years. [1]"),
    ("en", "Register the dog within four months of its birth [2]. The tax is due by December 31 [2]."),
    ("en", "Register the dog within 4 months of birth. Pay the tax by 31.12. [2]"),
    ("en", "The office is open from 8 am to 4 p.m. [3]"),
    ("en", "You can call 247-82000 or +352 247-82000 [3]. See [[L1]] [3]."),
    ("en", "You do not need a photo for the passport [1]."),
    ("en", "**Passport**\n\n- The passport costs 50 euros [1].\n- For children under 4 it costs 30 euros [1]."),
    ("en", "For your dog:\n\n1. Register it within 4 months of its birth [2].\n2. Pay the tax by 31 December [2]."),
    ("en", "The passport is valid for 5 years [1]. The dog tax must be paid by 31 December [2]."),
    ("en", "Children under 4 may get a passport for 30 euros [1]."),
    ("fr", "Le passeport coûte 50 € et il est valable cinq ans [1]."),
    ("fr", "Pour un enfant de moins de 4 ans, le passeport coûte 30 euros [1]."),
    ("fr", "Déclarez votre chien dans les quatre mois après la naissance [2]."),
    ("fr", "La taxe est à payer avant le 31/12 [2]."),
    ("fr", "Le bureau est ouvert de 8:00 à 16h00 [3]. Le loyer maximal est de 1.250,50 euros [3]."),
    ("fr", "Vous n'avez pas besoin d'une photo [1]."),
    ("de", "Der Reisepass kostet 50 € und gilt fünf Jahre [1]."),
    ("de", "Für Kinder unter vier Jahren kostet der Pass 30 Euro [1]. Sie brauchen dafür kein Foto [1]."),
    ("de", "Melden Sie Ihren Hund innerhalb von 4 Monaten an und zahlen Sie bis zum 31.12. [2]"),
    ("de", "Das Büro ist von 8 Uhr bis 16 Uhr geöffnet [3]. Die Bearbeitung dauert 4, 6 oder 12 Wochen [3]."),
    ("lb", "De Pass kascht 50 € a gëllt fënnef Joer [1]."),
    ("lb", "Mellt Ären Hond bannent véier Méint no der Gebuert un [2]. Bezuelt d'Taxe virum 31.12. [2]"),
]

BAD: list[tuple[Language, str, str]] = [
    ("en", "", "empty"),
    ("en", " [1] \n ** ** ", "empty"),
    ("en", "The passport costs 50 euros.", "no_citation"),
    ("en", "The passport costs 50 euros [4].", "unknown_citation"),
    ("en", "The passport costs 50 euros [0].", "unknown_citation"),
    ("en", "The passport costs 60 euros [1].", "quantity"),
    ("en", "The passport costs 50 dollars and sixty cents [1].", "quantity"),
    ("en", "The passport is valid for 50 years [1].", "quantity"),
    ("en", "The passport is valid for 5 months [1].", "quantity"),
    ("en", "Register your dog within 4 weeks of its birth [2].", "quantity"),
    ("en", "The tax must be paid by 30 December [2].", "quantity"),
    ("en", "The tax must be paid by 31 October [2].", "quantity"),
    ("en", "The passport costs 50 euros [2].", "quantity"),
    ("en", "Call 247-82001 [3].", "quantity"),
    ("en", "Write to help@guichet.lu [3].", "quantity"),
    ("en", "See https://passport-luxembourg.com for more [3].", "quantity"),
    ("en", "See passports.lu for more about the office [3].", "quantity"),
    ("en", "See [[L2]] [3].", "quantity"),
    ("en", "The office is open from 8:00 to 17:00 [3].", "quantity"),
    ("en", "You need a photo for the passport [1].", "negation"),
    ("en", "The tax must not be paid by 31 December [2].", "negation"),
    ("en", "Luxembourg castles welcome tourists every summer with wonderful concerts [1].", "support"),
    ("en", "Le passeport coûte 50 euros et il est valable pendant 5 ans [1].", "language"),
    ("en", "**Foreigners must leave the country.**", "no_citation"),
    ("en", "**Castles welcome tourists every wonderful summer**\n\nThe passport costs 50 euros [1].", "support"),
    ("en", "Castles welcome tourists every wonderful summer:\n\n- The passport costs 50 euros [1].", "support"),
    ("en", "The passport costs 50 pounds [1].", "quantity"),
    ("en", "Call 82000 or 47-82000 [3].", "quantity"),
    ("en", "See passports.xyz for the office [3].", "quantity"),
    ("en", "You need a passport of level B2 [1].", "quantity"),
    ("en", "The passport costs 50 euros [1].\n\nLe passeport est délivré par la commune de résidence [1].", "language"),
    ("de", "Der Reisepass gilt vierundzwanzig Jahre [1].", "quantity"),
    ("de", "30. Dezember ist der letzte Tag für den Hund [2].", "quantity"),
    ("lb", "De Pass gëllt fënnefanzwanzeg Joer [1].", "quantity"),
    ("fr", "Le passeport coûte 55 euros [1].", "quantity"),
    ("fr", "Vous avez besoin d'une photo [1].", "negation"),
    ("fr", "Déclarez le chien dans les 4 jours après sa naissance [2].", "quantity"),
    ("fr", "Der Reisepass kostet 50 Euro und gilt 5 Jahre lang [1].", "language"),
    ("fr", "La taxe est à payer avant le 31 janvier [2].", "quantity"),
    ("fr", "Le loyer maximal est de 1 205,50 € [3].", "quantity"),
    ("de", "Der Reisepass kostet 50 Euro und gilt 10 Jahre [1].", "quantity"),
    ("de", "Sie brauchen ein Foto [1].", "negation"),
    ("de", "Der Hund kostet 30 Prozent Steuer [1].", "quantity"),
    ("de", "Die Bearbeitung dauert 4,6 oder 12 Wochen [3].", "quantity"),
    ("de", "Zahlen Sie bis zum 1. Dezember [2].", "quantity"),
    ("de", "Das Büro ist täglich geöffnet. Rufen Sie 112 an.", "no_citation"),
    ("lb", "De Pass kascht 15 Euro [1].", "quantity"),
    ("lb", "Dir braucht eng Foto [1].", "negation"),
    ("lb", "Mellt den Hond bannent 4 Joer no der Gebuert un [2].", "quantity"),
    ("lb", "Der Reisepass kostet 50 Euro und gilt 5 Jahre lang für Erwachsene [1].", "language"),
]


@pytest.mark.parametrize(("language", "answer"), GOOD)
def test_a_sound_answer_is_shown(language: Language, answer: str) -> None:
    verdict = verify(answer, language, PASSAGES[language])
    assert verdict.is_sound, verdict.details


@pytest.mark.parametrize(("language", "answer", "fault"), BAD)
def test_an_unsound_answer_is_not(language: Language, answer: str, fault: str) -> None:
    verdict = verify(answer, language, PASSAGES[language])
    assert fault in verdict.faults, verdict


@pytest.mark.parametrize(
    ("language", "answer", "sound"),
    [
        ("en", "The passport costs 50 euros [1].", True),
        ("en", "The passport costs 55 euros [1].", False),
        ("fr", "Déclarez le chien dans les quatre mois [2].", True),
        ("fr", "Déclarez le chien dans les quatre jours [2].", False),
        ("en", "The tax is due by December 31 [2].", True),
    ],
)
def test_a_source_in_another_language_is_checked_by_its_numbers(language: Language, answer: str, sound: bool) -> None:
    assert verify(answer, language, PASSAGES["de"]).is_sound is sound


def test_every_sentence_of_the_catalogue_may_be_quoted() -> None:
    faults = [
        (page.language, page.id, sentence, verdict.details)
        for page in read_pages(read_catalogue())
        for passage in page.passages
        for sentence in passage.sentences
        if not (
            verdict := verify(f"{sentence} [1]", page.language, [Source(passage.sentences, page.language, page.title)])
        ).is_sound
    ]
    assert faults == []


@pytest.mark.parametrize("hostile", ["[1]" * 3000, "1," * 5000, "a" * 10_000, "www." * 2500, "- " * 5000, "1 " * 5000])
def test_hostile_answers_are_read_to_their_end(hostile: str) -> None:
    assert not verify(hostile, "en", PASSAGES["en"]).is_sound
