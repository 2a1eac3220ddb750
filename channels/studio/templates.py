"""What a new service is begun from: texts in ``bot/templates`` with places that are still to be written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from channels.answers import CallError
from channels.settings import ROOT
from channels.studio.edits import edit
from channels.studio.values import as_values
from contracts.catalogue.source import read_source
from contracts.languages import LANGUAGES, Language
from contracts.studio import Change, Template

FOLDER = ROOT / "bot" / "templates"
"""They belong to the program, not to the content of an installation."""
INDEX = "index.yaml"
MOST_LETTERS = 200


def list_templates(folder: Path = FOLDER) -> list[Template]:
    """Return the templates in the order of their index."""
    described: dict[str, Any] = _read(folder / INDEX)
    return [Template(id=name, title=about["title"], about=about["about"]) for name, about in described.items()]


def begin_service(service: str, template: str, title: dict[Language, str], folder: Path = FOLDER) -> str:
    """Return the text of a new service; a title that is left out stays to be written. Raises `CallError`."""
    known = [one.id for one in list_templates(folder)]
    if template not in known:
        detail = f"$.template: {template[:80]!r} is none; there are {', '.join(known)}"
        raise CallError("unknown_template", detail)
    titles = {language: " ".join(title.get(language, "").split()) for language in LANGUAGES}
    for language, written in titles.items():
        if len(written) > MOST_LETTERS or not written.isprintable():
            raise CallError("bad_frame", f"$.title.{language}: write at most {MOST_LETTERS} letters that can be seen")
    changes = [Change(at="/id", value=service)]
    changes += [Change(at=f"/title/{language}", value=written) for language, written in titles.items() if written]
    return edit((folder / f"{template}.yaml").read_text(encoding="utf-8"), changes)


def _read(path: Path) -> Any:  # noqa: ANN401 - a file of the program
    source = read_source(path)
    if source.root is None:
        raise ValueError("\n".join(str(problem) for problem in source.problems))
    return as_values(source.root)
