"""A gateway that dies in the middle of a release: another one finishes it, or nothing has happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from channels.store.members import Member
from channels.studio.publishing import folder, live, making
from channels.studio.publishing.history import History
from tests.channels.studio.publishing.conftest import LIVE, NOISE, PASSPORT, Studio

NEW = "knowledge/lb/library.md"
AFTER = {**LIVE, PASSPORT: "fee: 60\n", NEW: "new\n"}
del AFTER[NOISE]


class KilledError(Exception):
    """The process ends here."""


def killer(real: Callable[..., Any], call: int, *, after: bool) -> Callable[..., Any]:
    """Stand for a function, and die at its ``call``-th call, before or after it has done its work."""
    calls = 0

    def die(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls < call:
            return real(*given, **named)
        if after:
            real(*given, **named)
        raise KilledError

    return die


STEPS: list[tuple[Any, str, int, bool, bool]] = [
    # Whose, what, at which call, after its work, and whether the release is made.
    (History, "write", 1, False, False),
    (History, "write", 1, True, False),
    (making, "add_release", 1, False, False),
    (making, "settle_drafts", 1, False, False),
    (making, "append", 1, False, False),
    (live, "bring", 1, False, True),
    (folder, "write_whole", 1, False, True),
    (folder, "write_whole", 1, True, True),
    (folder, "write_whole", 2, True, True),
    (folder, "sync_folder", 3, False, True),
    (live, "make_current", 1, False, True),
    (live, "make_current", 1, True, True),
    (live, "keep_only", 1, True, True),
    (History, "point", 1, False, True),
    (History, "point", 1, True, True),
]


@pytest.mark.parametrize(("whose", "what", "call", "after", "made"), STEPS)
async def test_whoever_comes_next_finishes(
    studio: Studio,
    owner: Member,
    publisher: Member,
    monkeypatch: pytest.MonkeyPatch,
    whose: Any,
    what: str,
    call: int,
    after: bool,
    made: bool,
) -> None:
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    await studio.draft(owner, NEW, "new\n")
    await studio.draft(owner, NOISE, None)
    review = await studio.approved(owner, publisher, PASSPORT, NEW, NOISE)
    await studio.room.live.catch_up()
    with monkeypatch.context() as patched:
        patched.setattr(whose, what, killer(getattr(whose, what), call, after=after))
        with pytest.raises(KilledError):
            await studio.room.publishing.publish(review, publisher)
    next_one = Studio(studio.url, studio.folder, studio.clock)
    await next_one.room.look()
    await next_one.room.look()
    assert studio.files() == (AFTER if made else LIVE)
    assert (await studio.state(review)).state == ("published" if made else "approved")
    releases = await studio.releases()
    assert [row.number for row in releases] == ([1, 2] if made else [1])
    assert studio.room.history.tip() == releases[-1].commit
    assert studio.current() == (releases[-1].model if made else None)
    if not made:
        await next_one.room.publishing.publish(review, publisher)
        assert studio.files() == AFTER
    await next_one.database.close()


async def test_what_somebody_wrote_into_a_folder_in_the_middle_is_kept_aside(
    studio: Studio, owner: Member, publisher: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    review = await studio.approved(owner, publisher, PASSPORT)
    await studio.room.live.catch_up()
    with monkeypatch.context() as patched:
        patched.setattr(live, "bring", killer(live.bring, 1, after=False))
        with pytest.raises(KilledError):
            await studio.room.publishing.publish(review, publisher)
    (studio.bot_dir / NOISE).write_text("hours: 20\n")
    await studio.room.look()
    assert studio.files() == {**LIVE, PASSPORT: "fee: 60\n"}
    with studio.room.history._opened() as repo:
        aside = repo.refs[b"refs/heads/found-before-2"].decode()
    assert studio.room.history.content(aside)[NOISE] == b"hours: 20\n"


async def test_nothing_found_is_no_release(studio: Studio) -> None:
    await studio.room.live.catch_up()
    await studio.room.live.catch_up()
    assert len(await studio.releases()) == 1


async def test_a_trained_folder_is_found_with_its_model(studio: Studio, owner: Member, publisher: Member) -> None:
    await studio.room.live.catch_up()
    (studio.bot_dir / PASSPORT).write_text("fee: 51\n")
    await studio.draft(owner, NOISE, "hours: 1\n")
    await studio.draft(owner, PASSPORT, "fee: 51\n")
    mark = studio.add_model({path: text.encode() for path, text in studio.files().items()})
    await studio.room.live.catch_up()
    assert (await studio.releases())[-1].model == mark
    assert list(await studio.drafts()) == [NOISE], "a draft that says the same is done"
