"""Names of texts and groups: the same at all gateways of an installation, and of no use to who guesses words."""

from __future__ import annotations

import hashlib
import secrets
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.studio.inbox.keys import SECRET_BYTES, Keys, SecretFileError, load_or_make_secret
from channels.studio.inbox.showing import write

KEYS = Keys(b"secret")


@given(st.text(max_size=40))
def test_names_depend_on_fold_and_language_only(text: str) -> None:
    assert KEYS.of_text(write("a", "lb", text)) == KEYS.of_text(write("b", "lb", f"  {text} "))
    assert KEYS.of_text(write("a", "lb", text)) != KEYS.of_text(write("a", "fr", text))


def test_whoever_has_no_secret_cannot_try_words() -> None:
    one = write("a", "lb", "Jang Muller")
    assert KEYS.of_text(one) == Keys(b"secret").of_text(one)
    assert KEYS.of_text(one) != Keys(b"another").of_text(one)
    assert KEYS.of_group("text jang muller") != Keys(b"another").of_group("text jang muller")
    plain = {hashlib.sha256(text.encode()).hexdigest() for text in ("text\nlb\njang muller", "lb\njang muller")}
    assert KEYS.of_text(one) not in plain


def test_the_secret_is_made_once_for_nobody_else_to_read(tmp_path: Path) -> None:
    file = tmp_path / "secrets" / "inbox-key"
    secret = load_or_make_secret(file)
    assert len(secret) == SECRET_BYTES
    assert load_or_make_secret(file) == secret
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_of_two_gateways_that_start_at_once_the_first_one_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "inbox-key"
    others = bytes(SECRET_BYTES)
    draw = secrets.token_bytes

    def draw_late(size: int) -> bytes:
        file.write_bytes(others)
        return draw(size)

    monkeypatch.setattr(secrets, "token_bytes", draw_late)
    assert load_or_make_secret(file) == others
    assert list(tmp_path.iterdir()) == [file]


def test_half_a_secret_is_none(tmp_path: Path) -> None:
    file = tmp_path / "inbox-key"
    file.write_bytes(b"half")
    with pytest.raises(SecretFileError, match="delete it"):
        load_or_make_secret(file)
