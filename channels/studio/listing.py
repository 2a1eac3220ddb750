"""The list of files as service owners see it: what is live, being changed, in review, offline, and how healthy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select

from channels.store.conversations import show_moment, utc_now
from channels.store.database import Database
from channels.studio.paths import find_kind
from channels.studio.standing import FileState
from contracts.catalogue.nodes import Node
from contracts.languages import LANGUAGES, Language
from contracts.studio import FileView
from contracts.studio_tables import review, review_file, service_pause


async def paths_in_review(database: Database) -> dict[str, str]:
    """Return the id of the review that holds a file and is waiting or approved, by path."""
    held = select(review_file.c.path, review.c.id).join(review, review.c.id == review_file.c.review_id)
    async with database.read() as connection:
        rows = await connection.execute(held.where(review.c.state.in_(("waiting", "approved"))))
        return {row.path: row.id for row in rows}


async def paused_services(database: Database) -> frozenset[str]:
    """Return the ids of the services that are offline now."""
    until = service_pause.c.until
    paused = select(service_pause.c.service).where(or_(until.is_(None), until > utc_now()))
    async with database.read() as connection:
        return frozenset(await connection.scalars(paused))


def show_file(
    state: FileState, in_review: Mapping[str, str], paused: frozenset[str], health: Mapping[Language, float]
) -> FileView | None:
    """Return a file for the list; None where it is none that may be edited. ``health``: of a service."""
    kind = find_kind(state.path)
    if kind is None:
        return None
    is_service = kind == "service"
    root = state.root if state.root is not None and is_service else Node(line=1, value={})
    service = state.path.rpartition("/")[2].removesuffix(".yaml")
    draft = state.draft
    return FileView(
        path=state.path,
        kind=kind,
        title=_in_languages(root, "title") if is_service else {},
        administration=_in_languages(root, "authority") if is_service else {},
        checked=_text(root.at("checked")),
        has_form=root.at("form") is not None,
        examples=_count_examples(root) if is_service else {},
        health=dict(health),
        problems=state.problems,
        state="paused" if is_service and service in paused else _state(state),
        changed_by=draft.changed_by if draft is not None else None,
        changed_at=show_moment(draft.changed_at) if draft is not None else None,
        in_review=in_review.get(state.path),
    )


def _state(state: FileState) -> Any:  # noqa: ANN401 - one of the states of a `FileView`
    if state.draft is None:
        return "live"
    if state.draft.text is None:
        return "going"
    return "new" if state.live is None else "draft"


def _in_languages(root: Node, key: str) -> dict[Language, str]:
    return {language: _text(root.at(key, language)) for language in LANGUAGES}


def _count_examples(root: Node) -> dict[Language, int]:
    intents = root.at("intents")
    each = list(intents.children.values()) if intents else []
    return {
        language: sum(len(found.children) for intent in each if (found := intent.at("examples", language)) is not None)
        for language in LANGUAGES
    }


def _text(node: Node | None) -> str:
    return node.value if node is not None and isinstance(node.value, str) else ""
