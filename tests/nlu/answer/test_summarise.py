"""Summaries by a scripted model: only what the conversation bears out."""

from __future__ import annotations

import pytest

from contracts.translations import Summary, SummaryRequest
from nlu.answer.asking import NotUsableError
from nlu.answer.chat.scripted import ScriptedChat
from nlu.answer.summarise import LONGEST_MESSAGE, LONGEST_TALK, choose_messages, summarise

TALK = SummaryRequest(
    language="en",
    messages=[
        "citizen: Ech brauch e Pass bis den 12. Mee 2026, wat kascht dat?",
        "bot: De Pass kascht 50 €. Kuckt op https://guichet.lu/pass.",
        "citizen: Meng Nummer ass +352 621 123 456.",
    ],
)
GOOD = "- The citizen needs a passport by 12 May 2026.\n- The bot said that it costs €50 (guichet.lu/pass)."


async def test_a_summary_is_a_few_lines() -> None:
    model = ScriptedChat(GOOD)
    assert await summarise(TALK, model) == Summary(
        lines=["The citizen needs a passport by 12 May 2026.", "The bot said that it costs €50 (guichet.lu/pass)."],
        model="scripted",
    )
    read = model.asked[0][1].content
    assert read.startswith("<talk>\ncitizen: Ech brauch e Pass")
    assert "621" not in read, "personal data are masked"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("- It costs 60 €.", "60 euro"),
        ("- Until 13 May.", "day 05-13"),
        ("- See guichet.lu/visa.", "guichet.lu/visa"),
        ("- Le citoyen demande un passeport avant le mois de mai et il veut savoir le prix.", "another language"),
        ("\n".join("- The citizen needs it." for _ in range(6)), "too long"),
        (f"- {'and so on ' * 30}", "too long"),
        ("- ", "empty"),
    ],
)
async def test_what_the_conversation_does_not_bear_out_is_not_shown(wrong: str, says: str) -> None:
    model = ScriptedChat(wrong, GOOD)
    assert len((await summarise(TALK, model)).lines) == 2
    assert says in model.asked[1][-1].content
    with pytest.raises(NotUsableError):
        await summarise(TALK, ScriptedChat(wrong))


def test_of_a_long_conversation_the_beginning_and_the_end_are_read() -> None:
    messages = [f"citizen: {number} {'x' * 700}" for number in range(40)]
    chosen = choose_messages(messages)
    assert [it.split()[1] for it in chosen[:2]] == ["0", "1"]
    assert [it.split()[1] for it in chosen[2:]] == [str(number) for number in range(42 - len(chosen), 40)]
    assert max(map(len, chosen)) <= LONGEST_MESSAGE
    assert sum(map(len, chosen)) <= LONGEST_TALK
