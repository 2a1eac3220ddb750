"""Words that may be shown because the content uses them: the published one, without drafts and tests."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from channels.store.drafts import StoredDraft
from channels.studio.inbox.vocabulary import Vocabulary
from channels.studio.standing import FileState
from contracts.catalogue.source import read_source

PASSPORT = "catalogue/passport.yaml"
LIVE = "title:  # Muller wrote this\n  en: Passport\n"
DRAFT = "title:\n  en: Passport of Jang Muller\n"


def state(path: str, live: str | None, draft: str | None = None) -> FileState:
    """A file as the studio has it in memory; a page has no nodes."""
    stored = None
    if draft is not None:
        moment = datetime(2026, 11, 30, tzinfo=UTC)
        stored = StoredDraft(path=path, live=live or "", text=draft, revision=1, changed_by="Olga", changed_at=moment)
    held = draft if draft is not None else live
    root = None if held is None or path.endswith(".md") else read_source(Path(path), held.encode()).root
    return FileState(path=path, live=None if live is None else live.encode(), draft=stored, root=root, problems=0)


def words(*states: FileState) -> frozenset[str]:
    return Vocabulary().words(states)


def test_words_of_services_and_pages_count_without_remarks() -> None:
    page = "knowledge/fr/parking.md"
    assert words(state(PASSPORT, LIVE), state(page, "# Le parking\n")) == {"passport", "le", "parking"}


def test_a_draft_gives_no_word_and_takes_none() -> None:
    assert words(state(PASSPORT, LIVE, DRAFT)) == {"passport"}
    assert words(state(PASSPORT, None, DRAFT)) == frozenset()


def test_tests_give_no_word() -> None:
    assert words(state("tests/passport.yaml", "held_out:\n  en:\n    - Jang Muller\n")) == frozenset()


def test_what_is_published_counts_from_the_next_look_on() -> None:
    vocabulary = Vocabulary()
    assert vocabulary.words([state(PASSPORT, LIVE, DRAFT)]) == {"passport"}
    assert vocabulary.words([state(PASSPORT, DRAFT)]) == {"passport", "of", "jang", "muller"}
