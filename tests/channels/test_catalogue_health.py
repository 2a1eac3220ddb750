"""What service owners see of a catalogue, sound or not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import msgspec
import pytest

from channels.catalogue_health import describe_catalogue
from channels.settings import ROOT

BOT = ROOT / "bot"


@pytest.fixture
def bot_dir(tmp_path: Path) -> Path:
    """A copy of the catalogue that the test may spoil."""
    shutil.copytree(BOT / "catalogue", tmp_path / "bot" / "catalogue")
    for name in ("conversation.yaml", "crisis.yaml", "out_of_scope.yaml", "synonyms.yaml"):
        shutil.copy(BOT / name, tmp_path / "bot" / name)
    return tmp_path / "bot"


def test_the_catalogue_of_the_platform() -> None:
    shown = json.loads(msgspec.json.encode(describe_catalogue(BOT)))
    assert [s["id"] for s in shown["services"]] == sorted(p.stem for p in (BOT / "catalogue").glob("*.yaml"))
    for service in shown["services"]:
        assert list(service["title"]) == list(service["examples"]) == ["lb", "fr", "de", "en"]
        assert all(service["title"].values())
        assert all(number > 0 for number in service["examples"].values())
        assert all(link.startswith("https://") for link in service["link"].values())
        assert service["checked"][:2] == "20"


def test_a_mistake_is_shown_at_its_service_with_the_file_as_owners_know_it(bot_dir: Path) -> None:
    path = bot_dir / "catalogue" / "passport.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("  fr: Passeport\n", "", 1), encoding="utf-8")
    services = {s.id: s for s in describe_catalogue(bot_dir).services}
    problem = services["passport"].problems[0]
    assert problem.path == "bot/catalogue/passport.yaml"
    assert problem.line > 0
    assert services["passport"].title["fr"] == ""
    assert services["passport"].title["de"] == "Reisepass"


def test_a_file_that_cannot_be_read_is_shown_all_the_same(bot_dir: Path) -> None:
    (bot_dir / "catalogue" / "passport.yaml").write_text("id: [", encoding="utf-8")
    services = {s.id: s for s in describe_catalogue(bot_dir).services}
    spoilt = services["passport"]
    assert spoilt.problems
    assert (spoilt.has_form, spoilt.checked, set(spoilt.examples.values())) == (False, "", {0})
    assert services["residence_certificate"].has_form


def test_problems_of_other_files_are_shown_apart(bot_dir: Path) -> None:
    (bot_dir / "conversation.yaml").unlink()
    shown = describe_catalogue(bot_dir)
    assert [p.path for p in shown.problems] == ["bot/conversation.yaml"]
