"""The folder of the desk is read again where something in it changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.catalogue.problems import CatalogueError
from contracts.desk.loader import DeskReader, load_desk
from tests.contracts.catalogue.sample import simple_service, write_catalogue
from tests.contracts.desk.sample import QUEUES, WRAP_UP, write_desk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write_catalogue(tmp_path)
    (folder / "catalogue/noise.yaml").write_text(simple_service("noise"), encoding="utf-8")
    (folder / "catalogue/tax_card.yaml").write_text(simple_service("tax_card"), encoding="utf-8")
    return write_desk(folder, queues=QUEUES.replace("administrations: [taxes]", "administrations: [commune]"))


def test_nothing_is_read_where_nothing_changed(folder: Path) -> None:
    reader = DeskReader(folder)
    assert reader.read() == load_desk(folder)
    assert reader.read_if_changed() is None


def test_what_changed_is_read_and_the_rest_is_kept(folder: Path) -> None:
    reader = DeskReader(folder)
    before = reader.read()
    third = "  - id: third\n    label: {lb: Drëtt, fr: Trois, de: Drei, en: Third}\n"
    (folder / "desk/wrap_up.yaml").write_text(WRAP_UP + third, encoding="utf-8")
    path = folder / "catalogue/noise.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("noise lb 1,", "noise lb eent,"), encoding="utf-8")
    after = reader.read_if_changed()
    assert after is not None
    assert after == load_desk(folder)
    assert [code.id for code in after.plan.wrap_up] == ["answered", "other", "third"]
    assert after.services["tax_card"] is before.services["tax_card"]
    assert after.services["noise"] != before.services["noise"]


def test_services_come_and_go(folder: Path) -> None:
    reader = DeskReader(folder)
    reader.read()
    (folder / "catalogue/passport.yaml").write_text(simple_service("passport"), encoding="utf-8")
    (folder / "catalogue/tax_card.yaml").unlink()
    after = reader.read_if_changed()
    assert after is not None
    assert {*after.services} == {"bike_permit", "noise", "passport"}


@pytest.mark.parametrize("path", ["desk/queues.yaml", "catalogue/noise.yaml"])
def test_a_mistake_is_told_once_and_read_again_when_it_is_mended(folder: Path, path: str) -> None:
    reader = DeskReader(folder)
    reader.read()
    text = (folder / path).read_text(encoding="utf-8")
    (folder / path).write_text(text + "nonsense: 1\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match="nonsense"):
        reader.read_if_changed()
    assert reader.read_if_changed() is None
    (folder / path).write_text(text, encoding="utf-8")
    assert reader.read_if_changed() == load_desk(folder)
