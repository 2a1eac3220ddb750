"""Texts of the gateway's own pages: one YAML file per page, each text in all four languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from starlette.requests import Request

from contracts.languages import LANGUAGES, Language


class Wording:
    """The texts of one file."""

    def __init__(self, path: Path) -> None:
        """Read them; raises ValueError where a text lacks a language."""
        read: dict[str, dict[Language, str]] = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        for key, texts in read.items():
            if list(texts) != list(LANGUAGES):
                raise ValueError(f"{path}: {key} must have {', '.join(LANGUAGES)}, in this order")
        self._texts = read

    @property
    def keys(self) -> frozenset[str]:
        """Return the names of the texts."""
        return frozenset(self._texts)

    def say(self, key: str, language: Language, **values: Any) -> str:  # noqa: ANN401 - whatever a text shows
        """Return a text; ``values`` fill its placeholders."""
        text = self._texts[key][language]
        return text.format(**values) if values else text


def language_of(request: Request) -> Language:
    """Return the language that a visitor asks for: ``?lang=``, else the browser's, else French."""
    known: dict[str, Language] = {language: language for language in LANGUAGES}
    asked = known.get(request.query_params.get("lang", ""))
    if asked is not None:
        return asked
    for wish in _wishes(request.headers.get("accept-language", "")):
        if wish in known:
            return known[wish]
    return "fr"


def _wishes(header: str) -> list[str]:
    """Return the two-letter languages of ``Accept-Language``, the most wanted first."""
    wishes: list[tuple[float, str]] = []
    for part in header[:1000].split(","):
        name, _, rest = part.strip().partition(";")
        weight = rest.strip().removeprefix("q=")
        try:
            wishes.append((-float(weight) if weight else -1.0, name.strip().lower()[:2]))
        except ValueError:
            continue
    return [name for _, name in sorted(wishes, key=lambda wish: wish[0])]
