"""Puts sentences of citizens as examples into the draft of the file that holds their intent, as the form view would."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.answers import CallError
from channels.store.audit import append
from channels.store.database import Database
from channels.store.drafts import DraftMovedError, Drafts
from channels.store.inbox_marks import put_marks
from channels.store.members import Member
from channels.studio.edits import EditError, edit
from channels.studio.inbox.showing import HIDDEN, PLACEHOLDER
from channels.studio.listing import paths_in_review
from channels.studio.paths import as_text, find_kind
from channels.studio.standing import FileState, Standing
from contracts.auditing import Detail
from contracts.catalogue.check import CATALOGUE_FOLDER, CONVERSATION_FILE, OUT_OF_SCOPE_FILE
from contracts.catalogue.examples import UNWRITTEN, fold
from contracts.catalogue.problems import Problem
from contracts.inbox import Assign, Assigned, NewExample, Target
from contracts.languages import Language
from contracts.names import ANY_SERVICE, OUT_OF_SCOPE_INTENT, QUESTIONS, service_intent, split_intent
from contracts.staff_tables import proposal
from contracts.studio import Change, Checked
from nlu.text.identifying import mask_identifying

MOST_EXAMPLES = 50
"""Sentences that are put in at once."""
LONGEST_EXAMPLE = 200
"""Letters, as the schema of the catalogue has it."""
Place = tuple[str, ...]


class Assigning:
    """The drafts, as the inbox changes them."""

    def __init__(self, database: Database, standing: Standing) -> None:
        """``standing``: the content with all drafts."""
        self._database = database
        self._standing = standing
        self._drafts = Drafts(database)

    async def targets(self) -> list[Target]:
        """Return the intents that there are, those of services first."""
        return sorted(
            (target for state in await self._standing.files() for target in _targets_of(state)),
            key=lambda it: (it.service is None, it.service or "", it.path, it.intent),
        )

    async def assign(self, wish: Assign, member: Member) -> Assigned:
        """Put the examples into the draft, settle texts and proposal in the same transaction; raises `CallError`."""
        examples = _check(wish.examples)
        path, place = _place_of(wish.intent)
        draft, live = await self._drafts.find(path), await self._standing.live(path)
        if draft is not None and draft.text is None:
            raise CallError("unknown_file", f"{path} is to go with the next release; discard that first")
        if draft is None and live is None:
            raise CallError("unknown_file", f"$.intent: there is no {path}; begin the service first")
        if path in await paths_in_review(self._database):
            raise CallError("in_review", f"{path} is in a review; withdraw that, or wait until it is published")
        published = None if live is None else as_text(live, path)
        text = draft.text if draft is not None and draft.text is not None else published or ""
        if draft is not None and draft.live != (published or "") and draft.text != published:
            # Saving would let the draft go on from what is published now, which nobody here has looked at.
            detail = f"another {path} was published since its draft was begun"
            raise CallError(
                "changed_since", f"{detail}; open the file and save it there, so that both are brought together"
            )
        before = await self._standing.check(path, text.encode())
        changed = await asyncio.to_thread(_put_in, text, before.values, place, wish.intent, examples)
        _refuse_new_problems(before, await self._standing.check(path, changed.encode()))

        async def also(connection: AsyncConnection, now: datetime) -> None:
            await put_marks(connection, wish.keys, wish.intent, member, now)
            if wish.proposal is not None:
                taken = update(proposal).where(proposal.c.id == wish.proposal).values(state="taken")
                if (await connection.execute(taken)).rowcount == 0:
                    raise CallError("unknown_proposal", "$.proposal: no proposal has this id")
                await append(connection, now, member.actor, "proposal_changed", wish.proposal, {"state": "taken"})
            detail: dict[str, Detail] = {"path": path, "examples": len(examples), "texts": len(wish.keys)}
            await append(connection, now, member.actor, "inbox_assigned", wish.intent, detail)

        try:
            revision = draft.revision if draft is not None else 0
            saved = await self._drafts.save(path, changed, revision, published, member, also=also)
        except DraftMovedError as moved:
            detail = f"{path} was changed by somebody else at the same moment; look at it and try again"
            raise CallError("changed_since", detail) from moved
        return Assigned(path=path, revision=saved)


def _targets_of(state: FileState) -> Iterator[Target]:
    path, root = state.path, state.root
    if root is None:
        return
    if find_kind(path) == "service":
        service = PurePosixPath(path).stem
        for question in QUESTIONS:
            if root.at("intents", question) is not None:
                yield Target(intent=service_intent(service, question), path=path, service=service)
    elif path == CONVERSATION_FILE:
        small_talk = root.at("small_talk")
        for name in small_talk.children if small_talk is not None else ():
            yield Target(intent=str(name), path=path, service=None)
        for question in QUESTIONS:
            if root.at("questions", question) is not None:
                yield Target(intent=service_intent(ANY_SERVICE, question), path=path, service=None)
    elif path == OUT_OF_SCOPE_FILE:
        yield Target(intent=OUT_OF_SCOPE_INTENT, path=path, service=None)


def _check(examples: Sequence[NewExample]) -> list[NewExample]:
    """Return the examples without blanks around; raises `CallError` for what no example may be."""
    if not 1 <= len(examples) <= MOST_EXAMPLES:
        raise CallError("bad_frame", f"$.examples: {len(examples)}; send 1 to {MOST_EXAMPLES}")
    found = []
    for number, one in enumerate(examples):
        text = " ".join(one.text.split())
        at = f"$.examples[{number}].text"
        if not text or len(text) > LONGEST_EXAMPLE or not text.isprintable():
            raise CallError("bad_frame", f"{at}: write 1 to {LONGEST_EXAMPLE} letters that can be seen")
        if HIDDEN in text or PLACEHOLDER.search(text):
            raise CallError("bad_frame", f"{at}: write something in the place of {HIDDEN} and of words in brackets")
        if mask_identifying(text) != text:
            raise CallError("bad_frame", f"{at}: leave out what may be somebody's: a name, a number, an address")
        found.append(NewExample(language=one.language, text=text))
    return found


def _place_of(intent: str) -> tuple[str, Place]:
    """Return the file and the place in it that hold the examples of an intent, by language."""
    split = split_intent(intent)
    if intent == OUT_OF_SCOPE_INTENT:
        return OUT_OF_SCOPE_FILE, ("examples",)
    if split is None:
        return CONVERSATION_FILE, ("small_talk", intent, "examples")
    service, question = split
    if service == ANY_SERVICE:
        return CONVERSATION_FILE, ("questions", question, "examples")
    return f"{CATALOGUE_FOLDER}/{service}.yaml", ("intents", question, "examples")


def _put_in(text: str, values: Any, place: Place, intent: str, examples: Sequence[NewExample]) -> str:  # noqa: ANN401 - whatever a file holds
    """Return the text with the examples; raises `CallError`."""
    if values is None:
        raise CallError("not_editable", "the file cannot be read at the moment; correct it first")
    by_language = values
    for key in place:
        by_language = by_language.get(key) if isinstance(by_language, dict) else None
    if by_language is None and place[0] != "intents":
        raise CallError("unknown_file", f"$.intent: {intent[:80]!r} is none; take one from GET inbox/targets")
    there: dict[Language, list[str]] = {}
    changes = []
    for one in examples:
        if one.language not in there:
            listed = by_language.get(one.language) if isinstance(by_language, dict) else None
            there[one.language] = [it for it in listed if isinstance(it, str)] if isinstance(listed, list) else []
        held = there[one.language]
        if fold(one.text) in {fold(it) for it in held}:
            raise CallError("taken", f"{one.text!r} stands there already as an example of {intent}")
        # What a template left to be written is written now.
        open_place = next((number for number, it in enumerate(held) if it.startswith(UNWRITTEN)), None)
        if open_place is not None:
            held[open_place] = one.text
        else:
            held.append(one.text)
        at = "/".join(("", *place, one.language, "-" if open_place is None else str(open_place)))
        changes.append(Change(at=at, value=one.text))
    try:
        return edit(text, changes)
    except EditError as error:
        raise CallError("not_editable", str(error)) from error


def _refuse_new_problems(before: Checked, after: Checked) -> None:
    """Raise `CallError` where examples cause problems that were not there, such as one that another intent claims."""
    more = _count(after) - _count(before)
    caused = [problem for problem in (*after.problems, *after.elsewhere) if more[_kind(problem)]]
    if caused:
        messages = {problem.message for problem in (*before.problems, *before.elsewhere)}
        new = [problem for problem in caused if problem.message not in messages] or caused
        raise CallError("has_problems", "; ".join(dict.fromkeys(problem.message for problem in new[:5])))


def _count(checked: Checked) -> Counter[tuple[str, str]]:
    return Counter(_kind(problem) for problem in (*checked.problems, *checked.elsewhere))


def _kind(problem: Problem) -> tuple[str, str]:
    return problem.path, problem.code
