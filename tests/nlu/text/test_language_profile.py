from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.languages import LANGUAGES
from nlu.text.language_profile import BUCKETS, MOST_WORDS, PATH, LanguageProfile, find_buckets

PROFILE = LanguageProfile.load()


def test_the_hash_of_n_grams_is_the_same_on_every_machine() -> None:
    # " a", "a ", " a " by CRC-32 modulo 2**16.
    assert find_buckets("A").tolist() == [26515, 26833, 58844]


def test_case_order_and_repetition_do_not_matter() -> None:
    assert find_buckets("Moien Äddi").tolist() == find_buckets("äddi moien MOIEN").tolist()


def test_an_apostrophe_ends_a_word_and_belongs_to_it() -> None:
    assert find_buckets("d'Gemeng").tolist() == find_buckets("d’ gemeng").tolist() == find_buckets("gemeng d'").tolist()


def test_only_the_first_words_are_read() -> None:
    words = [f"{chr(97 + index % 26)}{chr(97 + index // 26)}" for index in range(MOST_WORDS + 20)]
    assert find_buckets(" ".join(words)).tolist() == find_buckets(" ".join(words[:MOST_WORDS])).tolist()


@pytest.mark.parametrize("text", ["", "123", "?!", "👍"])
def test_a_text_without_letters_says_nothing(text: str) -> None:
    assert np.allclose(np.exp(PROFILE.log_probabilities(text)), 1 / len(LANGUAGES))


@given(st.text(max_size=60))
def test_probabilities_add_up(text: str) -> None:
    assert np.exp(PROFILE.log_probabilities(text)).sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("wéi laang dauert dat", "lb"),
        ("combien de temps faut-il attendre", "fr"),
        ("wie lange dauert das noch", "de"),
        ("how long does it take", "en"),
    ],
)
def test_it_knows_its_languages(text: str, language: str) -> None:
    assert LANGUAGES[int(PROFILE.log_probabilities(text).argmax())] == language


def test_it_is_small_and_written_back_as_it_was_read(tmp_path: Path) -> None:
    assert PATH.stat().st_size < 1_000_000
    PROFILE.save(tmp_path / "profile.npz")
    again = LanguageProfile.load(tmp_path / "profile.npz")
    assert np.array_equal(again.weights, PROFILE.weights)
    assert again.scale == PROFILE.scale
    assert np.array_equal(again.offsets, PROFILE.offsets)


def test_another_file_is_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "other.npz"
    np.savez(path, weights=np.zeros((4, 8), np.int8))
    with pytest.raises(ValueError, match=r"other\.npz: \['offsets', 'scale'\] are missing"):
        LanguageProfile.load(path)
    np.savez(path, weights=np.zeros((4, 8), np.int8), scale=1.0, offsets=np.zeros(4))
    with pytest.raises(ValueError, match=r"other\.npz: weights are int8 \(4, 8\)"):
        LanguageProfile.load(path)
    assert PROFILE.weights.shape == (4, BUCKETS)
