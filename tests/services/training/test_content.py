"""Files of a draft over the live content."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.models import content_files
from services.training.content import BadDraftError, lay_over


@pytest.fixture
def live(tmp_path: Path) -> Path:
    folder = tmp_path / "live"
    for name in ("catalogue/a.yaml", "catalogue/b.yaml", "conversation.yaml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    return folder


def test_files_are_changed_added_and_taken_away(live: Path, tmp_path: Path) -> None:
    folder = tmp_path / "draft"
    files = {"catalogue/a.yaml": "Ä\n", "knowledge/lb/new.md": "x", "catalogue/b.yaml": None, "catalogue/c.yaml": None}
    lay_over(live, files, folder)
    assert content_files(folder) == ["catalogue/a.yaml", "conversation.yaml", "knowledge/lb/new.md"]
    assert (folder / "catalogue" / "a.yaml").read_bytes() == "Ä\n".encode()
    assert (live / "catalogue" / "a.yaml").read_text(encoding="utf-8") == "catalogue/a.yaml"


@pytest.mark.parametrize("name", ["../x.yaml", "/tmp/x.yaml", "catalogue/../../x.yaml", "config.yml", "actions/x.yaml"])
@pytest.mark.parametrize("text", ["x", None])
def test_a_name_that_leads_elsewhere_is_refused(live: Path, tmp_path: Path, name: str, text: str | None) -> None:
    with pytest.raises(BadDraftError, match="is no file of the content"):
        lay_over(live, {name: text}, tmp_path / "draft")
    assert not (tmp_path / "draft").exists()
