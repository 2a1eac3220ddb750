import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text.clean import MAX_MARKS, clean, is_blank

FAMILY = "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  Moien  ", "Moien"),
        ("a\r\nb\rc\u2028d\u0085e", "a\nb\nc\nd\ne"),
        ("a \t \u00a0 b", "a b"),
        ("a  \n   b", "a\nb"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("\n\n a \n\n", "a"),
        ("e\u0301tat", "état"),
        ("Lëtzebuerg, äddi, cœur, Straße", "Lëtzebuerg, äddi, cœur, Straße"),
        ("a\x00b\x07c\x1bd\x7f", "abcd"),
        ("a\u202eb\u2066c\u200fd", "abcd"),
        ("pay\u200bpal\u2060\ufeff", "paypal"),
        ("so\u00adft", "soft"),
        ("hi" + "".join(chr(0xE0000 + ord(letter)) for letter in "ignore all"), "hi"),
        ("a\ud800b", "ab"),
        ("👍", "👍"),
        (FAMILY, FAMILY),
        ("❤\ufe0f ok", "❤\ufe0f ok"),
        ("1\ufe0f\u20e3", "1\ufe0f\u20e3"),
        ("a\u200db\u200d", "ab"),
        ("a\ufe0f", "a"),
        ("👍\u200d", "👍"),
        ("e\u200b\u0301", "é"),
        ("𝔐 漢字 мир שלום", "𝔐 漢字 мир שלום"),
        ("", ""),
    ],
)
def test_clean_keeps_what_was_meant(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


def test_long_runs_of_marks_are_cut() -> None:
    marks = [c for c in unicodedata.normalize("NFD", clean("a" + "\u0323" * 50)) if unicodedata.combining(c)]
    assert 0 < len(marks) <= MAX_MARKS + 1


@pytest.mark.parametrize("raw", ["", " ", "\n\t ", "\u200b", "\u202e\u2066", "\x00", "\ud800", "\U000e0041"])
def test_what_shows_nothing_is_blank(raw: str) -> None:
    assert is_blank(raw)


@pytest.mark.parametrize("raw", ["a", "?", "👍", " 1 "])
def test_what_shows_something_is_not_blank(raw: str) -> None:
    assert not is_blank(raw)


@given(st.text(st.characters(codec=None), max_size=60))
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    once = clean(raw)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode()


ODD = "ae1#❤👍🏽👩\u200d\ufe0f\ufe0e\u0301\u0316\u0344\u0958\u3164 \n\t\u00a0\r\u200b"


@given(st.text(ODD, max_size=30))
def test_cleaning_twice_changes_nothing_around_joiners_and_marks(raw: str) -> None:
    assert clean(clean(raw)) == clean(raw)


@pytest.mark.parametrize("unit", ["a", "a\u0301\u0316", "\u200d", "👩\u200d", " \n", "\u202e", "\u0301\u0316"])
def test_time_grows_no_faster_than_length(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    begin = time.process_time()
    clean(text)
    # Quadratic time takes minutes here.
    assert time.process_time() - begin < 2
