"""What is known about one question while the pipeline works on it, and how steps are written."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from contracts.answers import Answer, AnswerRequest, Progress, StepTaken
from contracts.effects import KnowledgeQuery
from contracts.languages import Language
from contracts.parts import Citation
from nlu.answer.chat.model import ChatMessage
from nlu.answer.meaning import Meaning
from nlu.answer.pages import Page, Passage
from nlu.answer.search import Hits, Index
from nlu.answer.tokens import Hidden


@dataclass(frozen=True)
class Chosen:
    """A passage an answer may rest on; its number is its place among the chosen ones, from 1."""

    page: Page
    passage: Passage


@dataclass
class Work:
    """One question on its way; each step reads what the steps before it left."""

    request: AnswerRequest
    index: Index
    show: Callable[[Progress], None]
    """Hears what is being done."""
    question: str
    """What is searched for; steps make it shorter, mask it, or put earlier messages before it."""
    meaning: Meaning | None = None
    """Knows the pages by their meaning, where an embedding model serves."""
    hits: Hits = field(default_factory=Hits)
    chosen: tuple[Chosen, ...] = ()
    """Passages for the answer, best first."""
    hidden: Hidden = field(default_factory=Hidden)
    """Links of the passages that the model does not see."""
    prompt: list[ChatMessage] = field(default_factory=list)
    draft: str | None = None
    """What the language model wrote, not yet checked."""
    model: str | None = None
    """Language model that was asked."""
    faults: tuple[str, ...] = ()
    """Why the last draft may not be shown; empty where nothing is wrong with it."""
    notes: list[str] = field(default_factory=list)
    """What was wrong with drafts, for the record."""
    answer: Answer | None = None
    """Set by the step that ends the work."""
    taken: list[StepTaken] = field(default_factory=list)
    _found: dict[str, Hits] = field(default_factory=dict)

    async def search(self, question: str) -> Hits:
        """Search in the citizen's language; the same question is searched for once."""
        if question not in self._found:
            near = await self.meaning.find(question, self.language) if self.meaning else None
            self._found[question] = self.index.search(question, self.language, near=near)
        return self._found[question]

    @property
    def language(self) -> Language:
        """Return the citizen's language."""
        return self.request.language

    @property
    def query(self) -> KnowledgeQuery:
        """Return what the bot passed on."""
        return self.request.query


Status = str
"""How a step ended; each step names its own in ``Step.statuses``."""

Run = Callable[[Work], Awaitable[Status]]


@dataclass(frozen=True)
class Step:
    """One step of the pipeline."""

    name: str
    statuses: frozenset[Status]
    """How it may end."""
    run: Run


def cite(page: Page) -> Citation:
    """Name the official page behind a page of the content."""
    return Citation(title=page.title, link=page.link, checked=page.checked, language=page.link_language)
