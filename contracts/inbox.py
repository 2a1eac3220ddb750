"""What the studio's inbox and its view of equal service say: what was not understood, what did not help, languages.

Twin of ``web/studio/src/inbox/api.ts``. All under ``/api/staff/studio``; which words of citizens are shown, and why,
says ``docs/edit-in-the-studio.md``.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from contracts.languages import Language

Reason = Literal["unknown", "offered", "asked", "out_of_scope"]
"""Why a text is in the inbox: nothing was found; pages were offered and none was taken; the bot asked back and nothing
of it was meant; taken for none of the bot's matters."""

Measure = Literal["recognition", "satisfaction"]


class InboxText(msgspec.Struct, frozen=True, kw_only=True):
    """What citizens wrote, as far as it may be shown."""

    keys: list[str]
    """Of the texts that look like this once it is masked."""
    language: Language
    text: str
    """Masked; ``…`` stands for words that too few have written."""
    whole: bool
    """Whether nothing of it is hidden, so that it can be an example as it stands."""
    messages: int
    conversations: int


class InboxGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Texts in any language that are about the same."""

    id: str
    topic: str | None
    """Service that the bot held likeliest, or its intent of no service; None where it held none likely: then the texts
    are alike."""
    intent: str | None
    """Intent that the bot held likeliest, for most of the messages."""
    messages: int
    conversations: int
    languages: dict[Language, int]
    """Messages in each."""
    reasons: dict[Reason, int]
    texts: list[InboxText]
    """The most frequent first."""
    hidden: int
    """Messages of the group that are counted only: too little of them may be shown."""


class UnhelpfulAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer in one language that citizens judged."""

    service: str | None
    """Whose answer it was; None where it rests on no service."""
    title: str
    """Of the first page that it cites; empty where it cites none."""
    language: Language
    helpful: int
    unhelpful: int
    questions: list[str]
    """What was asked before it by those whom it did not help, as far as it may be shown."""


class InboxView(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of ``GET inbox``."""

    days: int
    least: int
    """Conversations from which something is shown."""
    conversations: int
    """Conversations that were looked at."""
    complete: bool
    """Whether these were all of the period; else the latest."""
    groups: list[InboxGroup]
    """The most frequent first."""
    hidden: int
    """Messages not understood that are in no group because too few asked alike."""
    unhelpful: list[UnhelpfulAnswer]
    """The most often unhelpful first."""


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """An intent that examples can be given to."""

    intent: str
    path: str
    """File that holds its examples."""
    service: str | None
    """None for small talk, questions that name no service, and what is out of scope."""


class TargetsView(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of ``GET inbox/targets``."""

    targets: list[Target]


class NewExample(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sentence that an intent is to learn from, as the service owner leaves it."""

    language: Language
    text: str


class Assign(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of ``POST inbox/assign``: examples for an intent, in the draft of its file."""

    intent: str
    examples: list[NewExample]
    keys: list[str] = []
    """Texts of the inbox that are settled by this."""
    proposal: str | None = None
    """Proposal of an agent that is taken up by this."""


class Assigned(msgspec.Struct, frozen=True, kw_only=True):
    """The examples stand in the draft."""

    path: str
    revision: int


class Ignore(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of ``POST inbox/ignore``."""

    group: str
    keys: list[str] = []
    """Texts of the group; empty for all of it, hidden ones too."""


class EqualityFigures(msgspec.Struct, frozen=True, kw_only=True):
    """How citizens who write in a language were served."""

    language: Language
    conversations: int
    handed_over: int
    """Of these, those that had a ticket."""
    messages: int
    """Questions to the bot whose outcome is known."""
    recognised: int
    """Of these, those that an intent explained or the content answered."""
    asked: int
    """The bot asked back."""
    offered: int
    """No answer, but pages that may help."""
    fallback: int
    """Not understood."""
    out_of_scope: int
    """Taken for none of the bot's matters."""
    judged: int
    """Answers of the bot that were judged."""
    helpful: int
    ratings: int
    """Of what persons did."""
    rating: float | None
    """Their mean, 1 to 5; None without any."""
    recognition: float | None
    """``recognised`` of ``messages``, 0 to 1; None of nothing."""
    handover: float | None
    """``handed_over`` of ``conversations``."""
    satisfaction: float | None
    """``helpful`` of ``judged``."""


class EqualityAlarm(msgspec.Struct, frozen=True, kw_only=True):
    """A language that is served worse than the best one, by more than chance explains."""

    language: Language
    measure: Measure
    best: Language
    points: float
    """Percentage points behind it."""
    p: float
    """Probability of such a difference by chance."""


class EqualityView(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of ``GET equality``."""

    days: int
    complete: bool
    """Whether all conversations of the period were looked at; else the latest."""
    languages: list[EqualityFigures]
    alarms: list[EqualityAlarm]
