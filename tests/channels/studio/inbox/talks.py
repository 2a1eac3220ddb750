"""Conversations as the hub's core writes them down, for tests of what the studio reads of them."""

from __future__ import annotations

import itertools

from channels.answer_door.fake import CITED
from channels.core import inputs as i
from contracts.answers import Answer, Answered, AnswerRecord, Standing
from contracts.effects import Guess, KnowledgeQuery
from contracts.languages import Language
from contracts.names import FALLBACK_INTENT
from contracts.parts import Button, Part
from nlu.text.language_choice import LanguageEvidence
from tests.channels.store.conftest import Store

BACK = Part(
    text="Which one?",
    buttons=[
        Button(title="Passport", intent="passport_about"),
        Button(title="Id card", intent="id_card_about"),
        Button(title="Something else", intent=FALLBACK_INTENT),
    ],
)
ANSWER = Part(text="This is how.", citations=[CITED])
_numbers = itertools.count(1)


class Talk:
    """One citizen and a bot that does what the test says."""

    def __init__(self, store: Store, conversation: str) -> None:
        self.store = store
        self.conversation = conversation

    @classmethod
    async def begin(cls, store: Store, language: Language = "fr") -> Talk:
        opened, _ = await store.conversations.open(language, "demo")
        return cls(store, opened.conversation)

    async def receive(self, happened: i.Input) -> None:
        self.store.clock.forward(1)
        await self.store.conversations.receive(self.conversation, happened)

    async def say(self, text: str, language: Language = "fr", other: str | None = None) -> None:
        evidence = LanguageEvidence(language=language, confidence=0.99, words=6)
        said = i.CitizenSaid(message_id=f"m-{next(_numbers)}", text=text, evidence=evidence, other_language=other)
        await self.receive(said)

    async def reply(self, *parts: Part) -> None:
        self.store.clock.forward(1)
        await self.store.answer(self.conversation, parts=list(parts))

    async def search(
        self, standing: Standing | None, *guesses: Guess, beside: bool = False, routed: str | None = None
    ) -> None:
        """The bot has the content searched and says what came of it; None: the answer server is away."""
        waiting = await self.store.asked(self.conversation)
        query = KnowledgeQuery(question=waiting[0]["text"], guesses=list(guesses), beside=beside)
        await self.store.answer(self.conversation, parts=[], effects=[query])
        taken = await self.store.turns.take(self.conversation)
        assert taken is not None
        assert taken.input == query
        code = f"CODE-{next(_numbers):04}"
        answered = None
        if standing is not None:
            answer = Answer(standing=standing, intent=routed, code=code, citations=[CITED])
            record = AnswerRecord(
                code=code,
                question=query.question,
                language="fr",
                steps=[],
                confidence=0.5,
                passages=[],
                model=None,
                answer=answer,
            )
            answered = Answered(answer=answer, record=record)
        await self.receive(i.QuestionAnswered(turn=taken.id, answered=answered))
        buttons = [Button(title="Passport", intent="passport_about"), Button(title="A person", intent="human")]
        told = code if standing in ("answered", "related") else None
        await self.reply(Part(text="…", code=told, buttons=buttons if standing == "related" else [], citations=[CITED]))

    async def press(self, part: Part, index: int, seq: int) -> None:
        await self.receive(
            i.CitizenPressed(message_id=f"m-{next(_numbers)}", seq=seq, index=index, button=part.buttons[index])
        )

    async def judge(self, seq: int, *, helpful: bool) -> None:
        await self.receive(i.Rated(seq=seq, helpful=helpful, is_answer=True))

    async def last_seq(self) -> int:
        return (await self.store.conversations.events_after(self.conversation, 0))[-1].seq
