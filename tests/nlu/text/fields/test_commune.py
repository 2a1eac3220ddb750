import pytest

from contracts.languages import LANGUAGES
from nlu.text.data import read_data
from nlu.text.fields import Checked, FieldProblem, check_field
from nlu.text.fields.commune_names import list_communes, words_of

COMMUNES = read_data("communes")["communes"]


def check(raw: str, language: str = "lb") -> Checked | FieldProblem:
    return check_field("commune", raw, language=language)


def test_there_are_a_hundred_in_twelve_cantons() -> None:
    assert len(COMMUNES) == 100
    assert len({commune["id"] for commune in COMMUNES}) == 100
    assert len({commune["canton"] for commune in COMMUNES}) == 12


def test_no_name_means_two_communes() -> None:
    owners: dict[tuple[str, ...], set[str]] = {}
    for commune in COMMUNES:
        names = [commune[key] for key in ("id", "fr", "lb", "de")] + commune.get("also", []) + commune.get("former", [])
        for name in names:
            owners.setdefault(words_of(name), set()).add(commune["id"])
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_every_name_that_is_offered_is_taken_for_its_commune() -> None:
    for language in LANGUAGES:
        for commune in list_communes():
            shown = commune["fr" if language == "en" else language]
            for name in (commune["lb"], commune["fr"], commune["de"], *commune["also"]):
                outcome = check(name, language)
                assert isinstance(outcome, Checked), name
                assert outcome.shown == shown, name


def test_names_that_need_an_answer_lead_to_communes() -> None:
    data = read_data("communes")
    ids = {commune["id"] for commune in COMMUNES}
    assert all(set(meant) <= ids for meant in data["unsure"].values())


@pytest.mark.parametrize("commune", COMMUNES, ids=lambda commune: commune["id"])
def test_every_commune_is_known_by_every_name(commune: dict[str, str]) -> None:
    for language in LANGUAGES:
        shown = commune["fr" if language == "en" else language]
        expected = Checked(commune["id"], shown)
        names = [commune[key] for key in ("id", "fr", "lb", "de")] + commune.get("also", []) + commune.get("former", [])
        for name in names:
            assert check(name, language) == expected
            assert check(name.upper(), language) == expected


@pytest.mark.parametrize(
    ("raw", "language", "value"),
    [
        ("ech wunnen zu Dikrech", "lb", "diekirch"),
        ("D'Stad", "lb", "luxembourg"),
        ("ech wunnen an der Stad", "lb", "luxembourg"),
        ("zu Wal", "lb", "groussbus-wal"),
        ("Esch-Uelzecht", "lb", "esch-sur-alzette"),
        ("zu Esch op der Uelzecht", "lb", "esch-sur-alzette"),
        ("Esch/Alzette", "fr", "esch-sur-alzette"),
        ("Esch sur Sure", "fr", "esch-sur-sure"),
        ("j'habite à Pétange", "fr", "petange"),
        ("la commune de Weiler-la-Tour", "fr", "weiler-la-tour"),
        ("Bascharage", "fr", "kaerjeng"),
        ("in Bad Mondorf", "de", "mondorf-les-bains"),
        ("ich wohne in Ulflingen", "de", "troisvierges"),
        ("Gemeinde Düdelingen", "de", "dudelange"),
        ("I live in Luxembourg City", "en", "luxembourg"),
        ("Diekirch, Luxembourg", "en", "diekirch"),
        ("Diekirch (Luxembourg)", "fr", "diekirch"),
        ("ech wunnen zu Dikrech, Lëtzebuerg.", "lb", "diekirch"),
        ("L-9201 Diekirch", "en", "diekirch"),
        ("Ettelbreck", "lb", "ettelbruck"),
        ("deifferdeng", "lb", "differdange"),
        ("letzebuerg", "lb", "luxembourg"),
        ("Schiflange", "fr", "schifflange"),
        ("mir wunnen zu Betebuerg", "lb", "bettembourg"),
        ("Walferdang", "de", "walferdange"),
    ],
)
def test_a_commune_is_found_as_people_write_it(raw: str, language: str, value: str) -> None:
    checked = check(raw, language)
    assert isinstance(checked, Checked)
    assert checked.value == value


@pytest.mark.parametrize(
    ("raw", "values"),
    [
        ("Esch", ["esch-sur-alzette", "esch-sur-sure"]),
        ("ech wunnen zu Esch", ["esch-sur-alzette", "esch-sur-sure"]),
        ("Esch, Luxembourg", ["esch-sur-alzette", "esch-sur-sure"]),
        ("Belval", ["sanem", "esch-sur-alzette"]),
        ("Kirchberg", ["luxembourg"]),
        ("Capellen", ["mamer"]),
        ("vu Miersch op Dikrech", ["mersch", "diekirch"]),
        ("vun Dikrech op Lëtzebuerg", ["diekirch", "luxembourg"]),
        ("Mamar", ["mamer"]),
    ],
)
def test_what_may_mean_several_is_asked(raw: str, values: list[str]) -> None:
    problem = check(raw, "fr")
    assert isinstance(problem, FieldProblem)
    assert problem.code == "commune_unsure"
    assert [one.value for one in problem.suggestions][: len(values)] == values
    assert all(one.label for one in problem.suggestions)


@pytest.mark.parametrize(
    "raw",
    ["Paris", "ech weess et net", "je ne sais pas", "weiß ich nicht", "hello", "12", "👍", "?", "merci", "xyzxyz",
     "ech wëll mat engem Mënsch schwätzen", "wat kascht dat"],
)  # fmt: skip
def test_what_is_no_commune_is_refused(raw: str) -> None:
    assert check(raw) == FieldProblem("commune_unknown")


def test_a_suggestion_has_the_name_in_the_language_of_the_citizen() -> None:
    problem = check("Esch", "de")
    assert isinstance(problem, FieldProblem)
    assert [one.label for one in problem.suggestions] == ["Esch an der Alzette", "Esch an der Sauer"]
