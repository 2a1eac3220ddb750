"""Files of tests in the studio: they are begun, checked and edited like others, and tell how healthy a service is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from channels.answers import CallError
from channels.store.staff import Member
from channels.studio.health import LiveUnderstanding
from channels.studio.room import StudioRoom
from contracts.models import make_current, model_path
from contracts.studio import FileView, Saved
from contracts.understood import Understood, keep_understood
from tests.channels.bot_folder import ROOT, write_bot_folder
from tests.channels.store.conftest import *  # noqa: F403 (fixtures)
from tests.channels.store.conftest import Store

SERVICE, TESTS = "catalogue/passport.yaml", "tests/passport.yaml"
SENTENCES = """\
sentences:
  passport_fee: {lb: [Pass deier, Wéi deier ass esou e Büchelchen], fr: [le livret coûte]}
  greet: {lb: [Moien zesummen]}
"""


@pytest.fixture
def bot_dir(tmp_path: Path) -> Path:
    folder = write_bot_folder(tmp_path / "bot")
    shutil.copy(ROOT / "bot" / "conversation.yaml", folder)
    (folder / "tests").mkdir()
    (folder / TESTS).write_text(SENTENCES, encoding="utf-8")
    return folder


@pytest.fixture
def models(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    folder.mkdir()
    return folder


@pytest.fixture
def room(bot_dir: Path, models: Path, store: Store) -> StudioRoom:
    return StudioRoom(bot_dir, store.database, models)


@pytest.fixture
async def olga(store: Store) -> Member:
    return await store.hire("olga", "owner")


async def view(room: StudioRoom, path: str) -> FileView | None:
    return next((file for file in await room.files() if file.path == path), None)


def understood(intent: str, *offered: str) -> Understood:
    return Understood(intent, (), offered, 1.0)


async def test_they_are_listed_opened_and_saved(room: StudioRoom, olga: Member) -> None:
    file = await view(room, TESTS)
    assert file is not None
    assert (file.kind, file.title, file.health, file.problems) == ("tests", {}, {}, 0)
    opened = await room.open(TESTS, olga)
    assert (opened.text, opened.revision) == (SENTENCES, 0)
    wrong = await room.save(TESTS, SENTENCES.replace("passport_fee", "passport_price").encode(), 0, olga)
    assert isinstance(wrong, Saved)
    assert [(problem.line, problem.code) for problem in wrong.checked.problems] == [(2, "intent-unknown")]


async def test_tests_of_a_service_that_has_none_are_begun(room: StudioRoom, olga: Member) -> None:
    path = "tests/tax_card.yaml"
    opened = await room.open(path, olga)
    assert "tax_card_about:" in opened.text
    assert (opened.live, opened.revision, opened.kind) == (None, 0, "tests")
    assert {problem.code for problem in opened.checked.problems} == {"too-few"}
    assert await view(room, path) is None, "nobody saved it"
    with pytest.raises(CallError, match=r"tests/boat\.yaml"):
        await room.open("tests/boat.yaml", olga)


async def test_the_tests_go_with_their_service(room: StudioRoom, olga: Member) -> None:
    await room.drop(SERVICE, 0, olga)
    going = await view(room, TESTS)
    assert going is not None
    assert going.state == "going"
    checked = (await room.open("conversation.yaml", olga)).checked
    assert not any(problem.path == TESTS for problem in checked.elsewhere)


async def test_tests_that_were_never_published_are_gone_with_their_service(
    room: StudioRoom, olga: Member, bot_dir: Path
) -> None:
    (bot_dir / TESTS).unlink()
    await room.save(TESTS, SENTENCES.encode(), 0, olga)
    await room.drop(SERVICE, 0, olga)
    assert await view(room, TESTS) is None


async def test_health_is_what_the_live_model_makes_of_the_test_sentences(room: StudioRoom, models: Path) -> None:
    async def health() -> dict[str, float]:
        file = await view(room, SERVICE)
        assert file is not None
        return {**file.health}

    assert await health() == {}, "there is no model"
    for mark in ("a", "b"):
        model_path(models, mark).touch()
    make_current(models, "a")
    assert await health() == {}, "nobody measured"
    keep_understood(
        models, "a", {"Pass deier": understood("nlu_ask", "passport"), "Moien zesummen": understood("greet")}
    )
    assert await health() == {"lb": 1.0}
    known = {"Pass deier": understood("passport_fee"), "Wéi deier ass esou e Büchelchen": understood("nlu_fallback")}
    keep_understood(models, "b", {**known, "le livret coûte": understood("passport_about")})
    assert await health() == {"lb": 1.0}, "another model is live"
    make_current(models, "b")
    assert await health() == {"lb": 0.5, "fr": 1.0}
    other = await view(room, "catalogue/tax_card.yaml")
    assert other is not None
    assert other.health == {}


def test_what_is_known_is_read_once(models: Path) -> None:
    model_path(models, "a").touch()
    make_current(models, "a")
    keep_understood(models, "a", {"x": understood("greet")})
    live = LiveUnderstanding(models)
    first = live.read()
    assert live.read() is first
