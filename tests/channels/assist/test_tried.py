"""What a citizen has tried, told from the log."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.assist.tried import LONGEST_QUESTION, MOST_TRIED, AnswerNote, Tried, TriedOutcome, tell_tried
from contracts.answers import Standing
from contracts.events import Event, EventData, JobChanged, LanguageChanged, Message, Notice, OwnerChanged, Pressed
from contracts.parts import Button, Citation, FieldPrompt, SummaryRow
from tests.channels.staff_app import agent, bot, citizen

PAGE = Citation(title="Pass", link="https://guichet.lu/pass", checked="2026-11-01", language="lb")
FIELD = FieldPrompt(service="passport", name="name", type="text", label="Numm", step=1, steps=2)
FILED = JobChanged(job="j", service="passport", state="queued")
TO_QUEUE = OwnerChanged(owner="queue", reason="asked")
PERSON = Button(title="Mënsch", intent="human", entities={"reason": "asked"})
PERSON_AT_LAST = Button(title="Mënsch", intent="human", entities={"reason": "repeated_failure"})
HELP = Button(title="Hëllef", intent="help")


def log(*data: EventData) -> list[Event]:
    return [
        Event(conversation="c", seq=seq, at=f"2026-11-23T08:15:{seq:02}.000Z", data=it)
        for seq, it in enumerate(data, start=1)
    ]


def note(standing: Standing, second: int = 2, code: str = "AAAA-2222") -> AnswerNote:
    return AnswerNote(code=code, at=f"2026-11-23T08:15:{second:02}.000Z", standing=standing)


@pytest.mark.parametrize(
    ("reactions", "notes", "outcome"),
    [
        ([bot(code="AAAA-2222", citations=[PAGE])], [note("answered")], "answered"),
        ([bot(code="AAAA-2222", citations=[PAGE])], [note("related")], "related"),
        ([bot(buttons=[HELP, PERSON])], [note("unknown")], "unknown"),
        ([bot(buttons=[PERSON, HELP])], [note("routed")], "small_talk"),
        ([bot(citations=[PAGE])], [], "answered"),
        ([bot(origin="llm", model="m")], [], "answered"),
        ([bot(buttons=[Button(title="Pass", intent="passport_about"), PERSON])], [], "related"),
        ([bot(field=FIELD)], [], "form"),
        ([bot(summary=[SummaryRow(field="name", label="Numm", value="x")])], [], "form"),
        ([bot(login="passport")], [], "form"),
        ([bot(), FILED], [], "job"),
        ([bot()], [], "small_talk"),
        ([bot(buttons=[PERSON, HELP])], [], "small_talk"),
        ([bot(buttons=[HELP, PERSON])], [], "not_understood"),
        ([bot(buttons=[PERSON_AT_LAST, HELP])], [], "not_understood"),
        ([Notice(code="bot_unavailable")], [], "not_understood"),
        ([Message(author="system", text="The bot is off.", language="en", buttons=[PERSON])], [], "not_understood"),
        ([LanguageChanged(language="fr", reason="detected"), bot(citations=[PAGE])], [], "answered"),
    ],
)
def test_what_came_of_a_question(reactions: list[EventData], notes: list[AnswerNote], outcome: TriedOutcome) -> None:
    events = log(citizen("Wéi kréien ech e Pass?"), *reactions)
    assert tell_tried(events, notes) == [Tried(question="Wéi kréien ech e Pass?", outcome=outcome)]


def test_what_the_bot_did_not_react_to_belongs_to_what_follows() -> None:
    events = log(citizen("Moien"), citizen("e Pass?"), bot(citations=[PAGE]), citizen("e Mënsch w.e.g."), TO_QUEUE)
    assert tell_tried(events, []) == [Tried(question="Moien e Pass?", outcome="answered")]


def test_a_form_is_one_thing_whatever_it_asks() -> None:
    pressed = Pressed(seq=2, button=0)
    events = log(
        citizen("Pass ufroen", pressed=pressed),
        bot(field=FIELD),
        citizen("Muster"),
        bot(field=FIELD),
        citizen("Jo", pressed=pressed),
        bot(),
        FILED,
        citizen("Merci"),
        bot(),
    )
    assert tell_tried(events, []) == [
        Tried(question="Pass ufroen", outcome="job"),
        Tried(question="Merci", outcome="small_talk"),
    ]


def test_what_was_said_to_a_person_is_nothing_that_was_tried() -> None:
    events = log(
        TO_QUEUE,
        citizen("Hallo?"),
        OwnerChanged(owner="agent", reason="claimed", agent="Alex"),
        agent("Moien"),
        citizen("e Pass?"),
        OwnerChanged(owner="agent", reason="service_started", agent="Alex", bot=True),
        citizen("Muster"),
        bot(field=FIELD),
        OwnerChanged(owner="bot", reason="given_back"),
        citizen("Wat kascht et?"),
        bot(citations=[PAGE]),
    )
    assert [it.question for it in tell_tried(events, [])] == ["Muster", "Wat kascht et?"]


def test_long_stories_are_cut() -> None:
    events = log(*(it for _ in range(MOST_TRIED + 5) for it in (citizen("a" * 500), bot(citations=[PAGE]))))
    tried = tell_tried(events, [])
    assert len(tried) == MOST_TRIED
    assert {len(it.question) for it in tried} == {LONGEST_QUESTION}


DATA = st.sampled_from(
    [
        citizen("Moien"),
        citizen("", document=None),
        bot(),
        bot(field=FIELD),
        bot(citations=[PAGE]),
        agent("Jo"),
        FILED,
        TO_QUEUE,
        OwnerChanged(owner="bot", reason="given_back"),
        Notice(code="bot_unavailable"),
    ]
)


@given(st.lists(DATA, max_size=30), st.lists(st.sampled_from(["answered", "routed"]).map(note), max_size=2))
def test_nothing_is_told_that_was_not_said(data: list[EventData], notes: list[AnswerNote]) -> None:
    tried = tell_tried(log(*data), notes)
    said = [it for it in data if isinstance(it, Message) and it.author == "citizen"]
    assert len(tried) <= len(said)
    whole = " ".join(" ".join(one.text for one in said).split())
    assert all(it.question.removesuffix("…") in whole for it in tried)
