import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.catalogue.model import FieldChoice
from contracts.parts import Choice
from nlu.text.fields import Checked, FieldProblem, check_field

OPTIONS = [
    FieldChoice(value="school", label={"lb": "Schoul", "fr": "École", "de": "Schule", "en": "School"}),
    FieldChoice(value="work", label={"lb": "Aarbecht", "fr": "Travail", "de": "Arbeit", "en": "Work"}),
    FieldChoice(
        value="night_work",
        label={"lb": "Nuetsaarbecht", "fr": "Travail de nuit", "de": "Nachtarbeit", "en": "Night work"},
    ),
    FieldChoice(value="other", label={"lb": "Aneres", "fr": "Autre", "de": "Anderes", "en": "Other"}),
]


def check(raw: str, language: str = "lb") -> Checked | FieldProblem:
    return check_field("choice", raw, language=language, choices=OPTIONS)


@pytest.mark.parametrize(
    ("raw", "language", "value", "shown"),
    [
        ("work", "lb", "work", "Aarbecht"),
        ("Aarbecht", "lb", "work", "Aarbecht"),
        ("aarbecht!", "lb", "work", "Aarbecht"),
        ("Schule", "lb", "school", "Schoul"),
        ("ecole", "fr", "school", "École"),
        ("c'est pour le travail", "fr", "work", "Travail"),
        ("pour le travail de nuit", "fr", "night_work", "Travail de nuit"),
        ("night_work", "de", "night_work", "Nachtarbeit"),
        ("2", "de", "work", "Arbeit"),
        ("2.", "de", "work", "Arbeit"),
        ("Nr. 4", "en", "other", "Other"),
        ("Arbecht", "lb", "work", "Aarbecht"),
    ],
)
def test_an_option_is_found(raw: str, language: str, value: str, shown: str) -> None:
    assert check(raw, language) == Checked(value, shown)


@pytest.mark.parametrize("raw", ["5", "0", "Scholl", "vläicht", "Schoul oder Aarbecht", "?", "👍"])
def test_what_is_no_option_is_refused(raw: str) -> None:
    problem = check(raw)
    assert isinstance(problem, FieldProblem)
    assert problem.code == "choice_unknown"


WITH_ARTICLES = [
    Choice(value="administration", label="Eng Verwaltung"),
    Choice(value="school", label="Eng Schoul"),
    Choice(value="other", label="Een aneren"),
]


def test_the_noun_of_a_label_is_enough() -> None:
    assert check_field("choice", "Schoul", language="lb", choices=WITH_ARTICLES) == Checked("school", "Eng Schoul")


@pytest.mark.parametrize("raw", ["eng", "een", "Schoulen sinn zou"])
def test_an_article_or_another_word_is_not(raw: str) -> None:
    assert isinstance(check_field("choice", raw, language="lb", choices=WITH_ARTICLES), FieldProblem)


def test_two_near_options_are_offered() -> None:
    options = [Choice(value="a", label="Zone 11"), Choice(value="b", label="Zone 12")]
    problem = check_field("choice", "zone 13", language="fr", choices=options)
    assert isinstance(problem, FieldProblem)
    assert [one.value for one in problem.suggestions] == ["a", "b"]


def test_without_options_nothing_fits() -> None:
    assert check_field("choice", "x", language="en") == FieldProblem("choice_unknown")


@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{3,10}", fullmatch=True), st.from_regex(r"[A-Z][a-zé]{3,12}", fullmatch=True),
        min_size=1, max_size=5,
    )
)  # fmt: skip
def test_value_and_label_lead_to_the_option(labels: dict[str, str]) -> None:
    folded = [*labels, *(label.lower().replace("é", "e") for label in labels.values())]
    if len(set(folded)) < len(folded):
        return
    options = [Choice(value=value, label=label) for value, label in labels.items()]
    for value, label in labels.items():
        for raw in (value, label):
            assert check_field("choice", raw, language="lb", choices=options) == Checked(value, label)
