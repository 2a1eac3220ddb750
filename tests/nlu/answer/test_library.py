"""The index follows the files, in a process of its own, and keeps what is sound."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from contracts.catalogue.problems import CatalogueError
from nlu.answer.library import Library, make_edition, read_version

ROOT = Path(__file__).parents[3]


@pytest.fixture
def bot_dir(tmp_path: Path) -> Path:
    """A catalogue of three services."""
    folder = tmp_path / "bot"
    (folder / "catalogue").mkdir(parents=True)
    for path in (ROOT / "bot").glob("*.yaml"):
        shutil.copy(path, folder)
    for name in ("passport", "id_card", "dog_registration"):
        shutil.copy(ROOT / "bot" / "catalogue" / f"{name}.yaml", folder / "catalogue")
    offered = "offered:\n" + "".join(f"  - {name}\n" for name in ("passport", "id_card", "dog_registration"))
    conversation = (folder / "conversation.yaml").read_text(encoding="utf-8")
    before, _, after = conversation.partition("offered:\n")
    rest = after[after.index("\nsmall_talk:") :]
    (folder / "conversation.yaml").write_text(before + offered + rest, encoding="utf-8")
    return folder


@pytest.mark.slow
async def test_a_change_of_the_content_is_found_while_the_old_one_serves(bot_dir: Path) -> None:
    library = Library(bot_dir, make_edition(bot_dir))
    first = library.edition
    assert first.pages == 12
    await library.look()
    assert library.edition is first
    shutil.copy(ROOT / "bot" / "catalogue" / "building_permit.yaml", bot_dir / "catalogue")
    await library.look()
    assert library.edition.pages == 16
    assert library.edition.version == read_version(bot_dir) != first.version
    assert library.edition.index.search("Baubewilligung", "de").pages[0].id == "building_permit"
    assert first.index.search("Reisepass", "de").pages[0].id == "passport"


@pytest.mark.slow
async def test_pages_beside_the_catalogue_are_found_and_one_with_a_problem_is_left_out(bot_dir: Path) -> None:
    library = Library(bot_dir, make_edition(bot_dir))
    folder = bot_dir / "knowledge" / "fr"
    folder.mkdir(parents=True)
    head = "---\ntitle: {}\nauthority: Ville de Differdange\nlink: https://example.lu/a\nchecked: 2026-11-01\n---\n"
    (folder / "library.md").write_text(head.format("Bibliothèque") + "\nElle prête des livres.\n", encoding="utf-8")
    (folder / "pool.md").write_text("no head", encoding="utf-8")
    await library.look()
    assert library.edition.pages == 13
    [page, *_] = library.edition.index.search("Bibliothèque", "fr").pages
    assert (page.id, page.is_service, page.passages[0].text) == ("library", False, "Elle prête des livres.")


@pytest.mark.slow
async def test_content_with_problems_changes_nothing_until_it_is_mended(bot_dir: Path) -> None:
    library = Library(bot_dir, make_edition(bot_dir))
    first = library.edition
    broken = bot_dir / "catalogue" / "passport.yaml"
    sound = broken.read_text(encoding="utf-8")
    broken.write_text(sound.replace("checked:", "chekced:"), encoding="utf-8")
    await library.look()
    await library.look()
    assert library.edition is first
    broken.write_text(sound + "# looked at again\n", encoding="utf-8")
    await library.look()
    assert library.edition is not first


def test_content_with_problems_is_refused_at_the_start(bot_dir: Path) -> None:
    (bot_dir / "catalogue" / "passport.yaml").write_text("id: passport\n", encoding="utf-8")
    with pytest.raises(CatalogueError):
        make_edition(bot_dir)
