"""Names, plates and addresses are masked where words around tell them, and what is none of these stays."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text.identifying import mask_identifying


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Ech heeschen Jang Weber an ech brauch e Pass", "Ech heeschen [name] an ech brauch e Pass"),
        ("ech heeschen jang weber an ech brauch e pass", "ech heeschen [name] an ech brauch e pass"),
        ("Ech heesche Marc Weber", "Ech heesche [name]"),
        ("moien ech heesche marc weber an", "moien ech heesche [name] an"),
        ("Mäi Familljennumm ass Weber", "Mäi Familljennumm ass [name]"),
        ("Ech sinn de Marc Weber aus Mamer", "Ech sinn de [name] aus Mamer"),
        ("ech sinn d'Marie Weber-Kayser", "ech sinn d'[name]"),
        ("Ech sinn den Här Weber", "Ech sinn den Här [name]"),
        ("Ech sinn d'Mamm vum Kand", "Ech sinn d'Mamm vum Kand"),
        ("ech sinn de Moment net doheem", "ech sinn de Moment net doheem"),
        ("Ich bin Carl Maria von Weber und ziehe um", "Ich bin [name] und ziehe um"),
        ("Ich bin Kind von Grenzgängern", "Ich bin Kind von Grenzgängern"),
        ("Ich bin Student in Esch", "Ich bin Student in Esch"),
        ("Je suis Marie Dupont, j'habite", "Je suis [name], j'habite"),
        ("je suis malade depuis Lundi", "je suis malade depuis Lundi"),
        ("I am John Smith", "I am [name]"),
        ("I’m John Smith.", "I’m [name]."),
        ("I am from Luxembourg City", "I am from Luxembourg City"),
        ("M. Dupont habite ici", "M. [name] habite ici"),
        ("Mme. Weber a appelé", "Mme. [name] a appelé"),
        ("J'habite 5, Grand-Rue à Luxembourg", "J'habite [address] à Luxembourg"),
        ("Grand-Rue 5", "[address]"),
        ("12 Grand’Rue", "[address]"),
        ("la Grand-Rue est belle", "la Grand-Rue est belle"),
        ("Bréissel Strooss 5", "[address]"),
        ("Ech wunnen 5, Nei Strooss zu Mamer", "Ech wunnen [address] zu Mamer"),
        ("um 8, op der Gemeng", "um 8, op der Gemeng"),
        ("1, op der Gare", "[address]"),
        ("Ech wunnen 1, op der Gare zu Mamer", "Ech wunnen [address] zu Mamer"),
        ("ech wunnen 1 op der gare", "ech wunnen [address]"),
        ("j'habite au 1, op der Gare", "j'habite au [address]"),
        ("Ich wohne 3a, Op der Héicht in Esch", "Ich wohne [address] in Esch"),
        ("12, um Bierg, L-5770 Weiler", "[address], L-5770 Weiler"),
        ("5, Am Duerf", "[address]"),
        ("7,op der Aalzecht", "[address]"),
        ("4, op dem Weisse Kräiz", "[address]"),
        ("8, an der Gaass", "[address]"),
        ("2, Hannert der Millen", "[address]"),
        ("6, op d'Plaz", "[address]"),
        ("3, beim Schlass", "[address]"),
        ("9, Auf der Heide", "[address]"),
        ("Unter den Linden 5, Trier", "[address], Trier"),
        ("ich wohne am Markt 3", "ich wohne [address]"),
        ("10, aux Champs", "[address]"),
        ("14, sous les Bois", "[address]"),
        ("21, derrière l’église", "[address]"),
        ("1, place de la Gare", "[address]"),
        ("2, montée de Clausen", "[address]"),
        ("Op der Gare 1", "[address]"),
        ("um 8, op der Gare", "um 8, op der Gare"),
        ("um 8 op der Gare", "um 8 op der Gare"),
        ("mam Bus 12 op der Gare", "mam Bus 12 op der Gare"),
        ("op der Gare 5 Minutte waarden", "op der Gare 5 Minutte waarden"),
        ("ech brauch 2, op der Gemeng kréien ech keng", "ech brauch 2, op der Gemeng kréien ech keng"),
        ("Ech hunn 2, an ech brauch 3", "Ech hunn 2, an ech brauch 3"),
        ("bis de 15, am beschten online", "bis de 15, am beschten online"),
        ("En 2024, au Village", "En 2024, au Village"),
        ("avant le 15, au plus tard", "avant le 15, au plus tard"),
        ("op der Gare ass en Automat", "op der Gare ass en Automat"),
        ("Moien, mäin Numm ass Anne-Marie Schmit.", "Moien, mäin Numm ass [name]."),
        ("ech heeschen Jang, ech heeschen Weber", "ech heeschen [name], ech heeschen [name]"),
        ("Je m’appelle Marie de la Fontaine, j'habite ici", "Je m’appelle [name], j'habite ici"),
        ("Bonjour, je m'appelle claire et je voudrais", "Bonjour, je m'appelle [name] et je voudrais"),
        ("mon nom est: Da Silva Pereira", "mon nom est: [name]"),
        ("Ich heiße Karl von Goethe und ziehe um", "Ich heiße [name] und ziehe um"),
        ("Ich heisse Ann. Was kostet das?", "Ich heisse [name]. Was kostet das?"),
        ("Mein Name ist J. Müller", "Mein Name ist [name]"),
        ("my name is Sofia Rossi, how much", "my name is [name], how much"),
        ("Hei ass den Här Weber vum Bauamt", "Hei ass den Här [name] vum Bauamt"),
        ("Bonjour Madame Weber-Kayser, merci", "Bonjour Madame [name], merci"),
        ("Frau von der Leyen hat angerufen", "Frau [name] hat angerufen"),
        ("Madame, Monsieur, je demande", "Madame, Monsieur, je demande"),
        ("meng Plack ass AB 1234", "meng Plack ass [plate]"),
        ("AB 1234 3a, Grand-Rue", "[plate] [address]"),
        ("ab-1234 ass mäin Auto", "[plate] ass mäin Auto"),
        ("L-1234 oder LU-1234 oder EU 2016", "L-1234 oder LU-1234 oder EU 2016"),
        ("Ech wunnen 12, rue de la Gare zu Mamer", "Ech wunnen [address] zu Mamer"),
        ("j'habite au 12 rue de la gare et je voudrais", "j'habite au [address] et je voudrais"),
        ("3a, avenue J.F. Kennedy", "[address]"),
        ("ich wohne in der Bahnhofstraße 12", "ich wohne in der [address]"),
        ("Gaaschtwee 7, L-4370 Suessem", "[address], L-4370 Suessem"),
        ("7, Dikrecherstrooss", "[address]"),
        ("rue Notre-Dame 15", "[address]"),
        ("meng Matricule ass 1985041212393", "meng Matricule ass [national_id]"),
        ("Tel. 621 123 456, jang@example.lu", "Tel. [phone], [email]"),
        ("LU28 0019 4006 4475 0000", "[iban]"),
        ("Wéi heeschen ech mäi Kand un?", "Wéi heeschen ech mäi Kand un?"),
        ("Wat kascht 1 Residenzzertifikat?", "Wat kascht 1 Residenzzertifikat?"),
        ("combien coûte 1 place de parking", "combien coûte 1 place de parking"),
        ("Ich heiße", "Ich heiße"),
        ("", ""),
    ],
)
def test_what_names_somebody_becomes_a_placeholder(text: str, masked: str) -> None:
    assert mask_identifying(text) == masked
    assert mask_identifying(masked) == masked


def test_addresses_of_administrations_stay_where_that_is_wanted() -> None:
    said = "Bonjour Madame Weber, venez au 12, rue de la Gare, téléphone 621 123 456."
    kept = "Bonjour Madame [name], venez au 12, rue de la Gare, téléphone [phone]."
    assert mask_identifying(said, addresses=False) == kept


@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            [
                "ech heeschen",
                "Weber",
                "de",
                "12",
                "rue",
                "Gare",
                "AB",
                "1234",
                "Madame",
                ",",
                ".",
                "strooss",
                "Grand-Rue",
                "op der",
                "um",
                "ech sinn de",
                "ich bin",
                "[name]",
                "und",
                "3a",
            ]
        ),
        max_size=10,
    ).map(" ".join)
)
def test_masking_twice_changes_nothing(text: str) -> None:
    once = mask_identifying(text)
    assert mask_identifying(once) == once


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "A ",
        "12 rue ",
        "rue de la ",
        "Madame ",
        "ech heeschen ",
        "AB 1234 ",
        "strooss ",
        "a-",
        "A-",
        "A--a",
        "A’",
        "Rue ",
        "1, op der ",
        "op der Gare 1 ",
        "1, op der A ",
    ],
)
def test_time_grows_no_faster_than_length(unit: str) -> None:
    began = time.process_time()
    mask_identifying(unit * (20_000 // len(unit)))
    assert time.process_time() - began < 3


@pytest.mark.parametrize("between", [" ", "\t", "\n"])
@pytest.mark.parametrize("begun", ["ech heeschen", "12", "rue", "Madame", "ich bin", "Grand-Rue", "12, rue A", "ech"])
def test_blanks_without_end_cost_no_more_than_letters(begun: str, between: str) -> None:
    began = time.process_time()
    mask_identifying(begun + between * 20_000 + "!")
    assert time.process_time() - began < 3
