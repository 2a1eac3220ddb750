import pytest

from nlu.text.fields import Checked, FieldProblem, check_field


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("12, rue de la Gare", "12, rue de la Gare"),
        ("Haaptstrooss 12\nL-4370 Suessem", "Haaptstrooss 12, L-4370 Suessem"),
        ("12, rue de la Gare,\n\nL-4370 Belvaux", "12, rue de la Gare, L-4370 Belvaux"),
        ("  Am   Duerf 3 ", "Am Duerf 3"),
        ("Maison Schmit, rue du Château", "Maison Schmit, rue du Château"),
        ("Ënner der Waldstrooss", "Ënner der Waldstrooss"),
        ("Hauptstraße 5a", "Hauptstraße 5a"),
        ("7 Church Road", "7 Church Road"),
    ],
)
def test_an_address_is_kept_in_one_line(raw: str, value: str) -> None:
    assert check_field("address", raw, language="lb") == Checked(value, value)


@pytest.mark.parametrize("raw", ["12", "ab 1", "Esch", "Haaptstrooss", "ech weess et net", "rue", "👍"])
def test_what_leads_to_no_door_is_refused(raw: str) -> None:
    assert check_field("address", raw, language="fr") == FieldProblem("address_short")


def test_an_address_has_an_end() -> None:
    assert check_field("address", "12, rue " + "a" * 200, language="de") == FieldProblem("text_long")


@pytest.mark.parametrize(
    "raw",
    ["L-4370", "4370", "L 4370", "LU-4370", "lu 4370", "l4370", "L-4370 Belvaux", "mäi Code ass 4370", "c'est L-4370."],
)
def test_a_postal_code_is_found(raw: str) -> None:
    assert check_field("postcode", raw, language="lb") == Checked("L-4370", "L-4370")


@pytest.mark.parametrize(
    "raw",
    [
        "437",
        "43700",
        "0437",
        "D-54290",
        "54290 Trier",
        "4370 oder 4371",
        "ech wunnen elo schonn zënter 2019 hei am Land",
    ],
)
def test_what_is_no_postal_code_is_refused(raw: str) -> None:
    assert check_field("postcode", raw, language="de") == FieldProblem("postcode_format")
