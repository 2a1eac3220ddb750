"""Free text in the four languages: what the language profile is trained on, and the tenth of it that measures it.

Which files these are, and under which licence, stands in ``nlu/text/data/language_profile.NOTICE``.
"""

from __future__ import annotations

import argparse
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from contracts.languages import LANGUAGES, Language

ROOT = Path(__file__).parents[1]
WORDS_A_LINE = 6
"""Own texts hold many words in a line; such a line counts as often as it has this many words."""


@dataclass(frozen=True)
class Text:
    """One line of text, where it comes from, and how often training draws it."""

    text: str
    source: str
    weight: float


def add_source_options(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """Declare the options that say where the files of others lie."""
    parser.add_argument("--lod", type=Path, required=required, help="lb.txt: example sentences of the LOD")
    parser.add_argument("--clinc", type=Path, required=required, help="data_full.json of CLINC150")
    parser.add_argument("--typescript", type=Path, required=required, help="folder lib of the package typescript")


def read_foreign_texts(language: Language, options: argparse.Namespace) -> Iterator[Text]:
    """Give the text that others wrote, the held-out part included."""
    if language == "lb":
        yield from (Text(line, "lod", 1.0) for line in _lines(options.lod))
    elif language == "en":
        yield from (Text(text, "clinc", 0.4) for text, _ in json.loads(options.clinc.read_text("utf-8"))["train"])
    else:
        messages = json.loads((options.typescript / language / "diagnosticMessages.generated.json").read_text("utf-8"))
        code = re.compile(r"'[^']*'|\"[^\"]*\"|«[^»]*»|\{\d\}|\w*[._/]\w+|--\w+")
        yield from (Text(code.sub(" ", message), "typescript", 1.0) for message in messages.values())


def read_own_texts(language: Language) -> Iterator[Text]:
    """Give the everyday text that was written for this profile."""
    for line in _lines(ROOT / "bench" / "language_text" / f"{language}.txt"):
        yield Text(line, "own", 6.0 * max(1.0, len(line.split()) / WORDS_A_LINE))


def read_glossary(language: Language, path: Path) -> Iterator[Text]:
    """Give the terms of the glossary: rows ``| 1 | lb | fr | de | en |``."""
    for cells in re.findall(r"^\| \d+ \| (.+) \|$", path.read_text("utf-8"), flags=re.MULTILINE):
        term = cells.split(" | ")[LANGUAGES.index(language)]
        yield Text(re.sub(r"[†/()]", " ", term), "glossary", 4.0)


def read_catalogue(language: Language) -> Iterator[Text]:
    """Give the examples and the wording of the catalogue and of the conversation file."""
    for path in (*sorted((ROOT / "bot" / "catalogue").glob("*.yaml")), ROOT / "bot" / "conversation.yaml"):
        node = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
        yield from (Text(text, "catalogue", 2.0) for text in _texts_below(node, language))


def is_held_out(text: Text) -> bool:
    """Tell whether a text of others is in the tenth that never trains and only measures."""
    return text.source in {"lod", "clinc", "typescript"} and zlib.crc32(text.text.encode()) % 10 == 0


def _lines(path: Path) -> list[str]:
    lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def _texts_below(node: object, language: Language) -> Iterator[str]:
    """Give every text that stands under the key of the language, but links."""
    if isinstance(node, dict):
        for key, child in node.items():
            if key == language:
                texts = child if isinstance(child, list) else [child]
                yield from (text for text in texts if isinstance(text, str) and not text.startswith("http"))
            else:
                yield from _texts_below(child, language)
    elif isinstance(node, list):
        for child in node:
            yield from _texts_below(child, language)
