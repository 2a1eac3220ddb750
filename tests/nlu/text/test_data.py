import pytest

from nlu.text.data import FOLDER, read_data
from nlu.text.fold import fold

FOLDED = {"streets": ["words", "endings"], "language_words": ["neutral", "terms", "streets", "links"]}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_file_says_where_it_comes_from(path) -> None:
    comments = " ".join(
        line.lstrip("# ") for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")
    )
    assert "Written for this project" in comments or "Sources:" in comments
    assert read_data(path.stem)


@pytest.mark.parametrize(("name", "keys"), FOLDED.items())
def test_words_that_are_compared_folded_stand_folded(name: str, keys: list[str]) -> None:
    for key in keys:
        assert [word for word in read_data(name)[key] if fold(word) != word] == []


def test_greetings_dates_and_lead_words_stand_folded() -> None:
    words = [word for greetings in read_data("language_words")["greetings"].values() for word in greetings]
    dates = read_data("dates")
    words += [word for names in dates["months"] for word in names] + dates["first"] + dates["no_day"]
    words += [word for names in dates["days"].values() for word in names]
    words += read_data("communes")["leads"] + read_data("communes")["places"]
    assert [word for word in words if fold(word) != word] == []


def test_the_profile_has_its_notice() -> None:
    notice = (FOLDER / "language_profile.NOTICE").read_text(encoding="utf-8")
    for source in ("LETZ", "CC BY 4.0", "CLINC150", "CC BY 3.0", "spellux", "MIT", "TypeScript", "Apache-2.0"):
        assert source in notice
