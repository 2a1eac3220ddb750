from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.buttons import as_rasa_button, from_rasa_button
from contracts.parts import Button

names = st.from_regex(r"[a-z][a-z_]{0,20}", fullmatch=True)


@given(st.builds(Button, title=st.text(), intent=names, entities=st.dictionaries(names, st.text(), max_size=3)))
def test_a_button_comes_back_as_it_was(button: Button) -> None:
    assert from_rasa_button(as_rasa_button(button)) == button


def test_the_payload_is_written_as_rasa_reads_it() -> None:
    button = Button(title="Ännner", intent="inform", entities={"value": 'a"b', "field": "plate"})
    assert as_rasa_button(button)["payload"] == '/inform{"field": "plate", "value": "a\\"b"}'


@pytest.mark.parametrize("broken", [{"title": "x"}, {"title": "x", "payload": "/inform{"}])
def test_a_broken_button_is_refused(broken: dict[str, str]) -> None:
    with pytest.raises((KeyError, ValueError)):
        from_rasa_button(broken)
