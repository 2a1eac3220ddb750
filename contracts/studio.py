"""What the studio and its routes say to each other: files, problems, drafts, reviews, trials, releases, pauses.

Twin of ``web/studio/src/api.ts``. All under ``/api/staff/studio``; see ``docs/adr/0008-studio.md`` for the routes.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from contracts.catalogue.problems import Problem
from contracts.languages import Language

ContentKind = Literal[
    "service", "conversation", "crisis", "out_of_scope", "synonyms", "queues", "wrap_up", "replies", "page", "tests"
]
ReviewState = Literal["waiting", "returned", "withdrawn", "approved", "published", "failed"]
TrialState = Literal["queued", "training", "evaluating", "succeeded", "failed", "cancelled"]


class FileView(msgspec.Struct, frozen=True, kw_only=True):
    """A file in the list."""

    path: str
    """Relative to the bot's folder: ``catalogue/passport.yaml``."""
    kind: ContentKind
    title: dict[Language, str]
    """Of a service; empty where a language is missing, and for other kinds."""
    administration: dict[Language, str]
    """Of a service: who answers for it; empty where a language is missing, and for other kinds."""
    checked: str
    """Of a service: the day of the last comparison with the official page, ISO 8601."""
    has_form: bool
    examples: dict[Language, int]
    health: dict[Language, float] = {}
    """Of a service: share of its test sentences that what is live understands, 0 to 1; empty where nobody measured."""
    problems: int
    """In the draft where there is one."""
    state: Literal["live", "draft", "new", "going", "paused"]
    """As published; being changed; not published yet; to be deleted; taken offline."""
    changed_by: str | None
    """Display name of who changed the draft last."""
    changed_at: str | None
    in_review: str | None
    """Id of the review that holds it and is still waiting or approved."""


class FileText(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it is being edited."""

    path: str
    kind: ContentKind
    text: str
    """Of the draft, else as published."""
    live: str | None
    """As published; None where it is new."""
    revision: int
    """Of the draft; 0 where there is none."""
    changed_by: str | None
    changed_at: str | None
    editors: list[str]
    """Display names of others who have it open."""
    checked: Checked


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a check says of a text, in the midst of the whole catalogue."""

    problems: list[Problem]
    """Of this file; ``path`` is relative to the bot's folder."""
    elsewhere: list[Problem]
    """Of other files, which this text causes."""
    values: Any
    """The text as data (strings, lists, maps), for the form view; None where it cannot be read."""
    lines: dict[str, int]
    """Line of each value that can be read, by its place in ``values`` (a JSON pointer: ``/title/lb``)."""


class Save(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A draft to be saved."""

    text: str
    revision: int
    """The one that the writer had seen; 0 where there was no draft."""


class Saved(msgspec.Struct, frozen=True, kw_only=True, tag="saved"):
    """It is kept."""

    revision: int
    checked: Checked


class Collision(msgspec.Struct, frozen=True, kw_only=True, tag="collision"):
    """Somebody else saved in between (status 409); nothing is overwritten."""

    base: str
    """What the writer had seen."""
    theirs: str
    """What was saved meanwhile; the page brings both together by lines and shows the result before it is saved."""
    revision: int
    """Of theirs; saving with it is saving over theirs, knowingly."""
    changed_by: str
    changed_at: str


class Change(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One value that the form view changes."""

    at: str
    """JSON pointer; ``/intents/documents/examples/lb/-`` adds to the end of a list."""
    value: Any = msgspec.UNSET
    """Left out: the value is to go."""


class Edit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Changes of the form view to a text; comments, order and quoting stay."""

    text: str
    changes: list[Change]


class Edited(msgspec.Struct, frozen=True, kw_only=True):
    """The text with the changes."""

    text: str
    checked: Checked


class NewService(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A service that is to be begun from a template."""

    id: str
    template: str
    title: dict[Language, str]


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """What a new service can be begun from."""

    id: str
    title: dict[Language, str]
    about: dict[Language, str]


class Submit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Drafts for a second person."""

    title: str
    paths: list[str]


class Decision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the second person decides."""

    approve: bool
    note: str = ""
    override: str = ""
    """Why it goes out although a language gets worse."""
    publish_at: str | None = None


class ReviewFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a review."""

    path: str
    before: str | None
    after: str | None


class ReviewView(msgspec.Struct, frozen=True, kw_only=True):
    """A review; ``files`` is empty in lists."""

    id: str
    title: str
    state: ReviewState
    paths: list[str]
    files: list[ReviewFile]
    submitted_by: str
    submitted_at: str
    mine: bool
    """Whether whoever asks submitted it: they may withdraw it and not approve it."""
    decided_by: str | None
    decided_at: str | None
    note: str
    override: str
    publish_at: str | None
    trial: TrialView | None


class LanguageImpact(msgspec.Struct, frozen=True, kw_only=True):
    """What a draft changes in one language."""

    before: float
    after: float
    """Share of the test sentences that are understood, 0 to 1."""
    sentences: int
    worse: bool
    """Whether it loses more than chance explains (see ``docs/adr/0008-studio.md``)."""


class ChangedSentence(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence that the draft understands otherwise."""

    language: Language
    text: str
    source: Literal["test", "conversation"]
    expected: str | None
    before: str
    after: str
    verdict: Literal["better", "worse", "different"]


class CountedMessages(msgspec.Struct, frozen=True, kw_only=True):
    """Messages of real conversations that the draft understands otherwise, where nobody is told their texts."""

    language: Language
    verdict: Literal["better", "worse", "different"]
    messages: int


class ConversationRun(msgspec.Struct, frozen=True, kw_only=True):
    """A test conversation in one language, held with the draft."""

    path: str
    """File that holds it, relative to the bot's folder."""
    name: str
    language: Language
    service: str | None
    turn: int
    """The turn that went wrong, counted from 1; 0 where all went well."""
    problem: str
    """What was expected and what came, in English; empty where all went well."""


class Impact(msgspec.Struct, frozen=True, kw_only=True):
    """What publishing would change."""

    languages: dict[Language, LanguageImpact]
    changed: list[ChangedSentence]
    replayed: int
    """Messages of real conversations that were looked at."""
    seconds: float
    blocked: bool
    """Whether a language gets worse or a test conversation fails: then publishing needs a reason."""
    conversations: list[ConversationRun] = []
    """Every test conversation in every language; those that failed come first."""
    counted: list[CountedMessages] = []
    """Instead of real messages among ``changed``, in the trial of somebody who tries drafts without a review."""
    tests: str = ""
    """Fingerprint of the tests that were used (``contracts/models.py``): the model's own does not tell of them."""


class TrialView(msgspec.Struct, frozen=True, kw_only=True):
    """A draft being trained and compared."""

    id: str
    state: TrialState
    done: int
    """Per cent."""
    impact: Impact | None
    problem: str | None
    asked_by: str
    asked_at: str
    ended_at: str | None


class ReleaseView(msgspec.Struct, frozen=True, kw_only=True):
    """What went live together."""

    number: int
    title: str
    author: str
    publisher: str
    back_to: int | None
    published_at: str
    paths: list[str]
    """Files that it changed."""
    live: bool


class Pause(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A service to be taken offline."""

    notice: dict[Language, str]
    until: str | None = None


class PauseView(msgspec.Struct, frozen=True, kw_only=True):
    """A service that is offline."""

    service: str
    notice: dict[Language, str]
    since: str
    until: str | None
    paused_by: str
