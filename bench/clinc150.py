"""Writes the CLINC150 corpus (Larson 2019, CC BY 3.0) as a folder that ``bench.nlu`` reads.

    ./moien bench clinc150 data_full.json FOLDER

The training set holds nothing out of scope, as in most uses: that a sentence is none of the bot's must be noticed.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

PARTS = {"train": ("train",), "validation": ("val", "oos_val"), "test": ("test", "oos_test")}
OUT_OF_SCOPE = "oos"


def write_folder(corpus: Path, folder: Path) -> None:
    """Write ``train.jsonl``, ``validation.jsonl`` and ``test.jsonl``."""
    parts = json.loads(corpus.read_text(encoding="utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    for name, sources in PARTS.items():
        lines = [
            json.dumps({"text": text, "intent": None if intent == OUT_OF_SCOPE else intent}, ensure_ascii=False)
            for source in sources
            for text, intent in parts[source]
        ]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="data_full.json or data_small.json")
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    write_folder(options.corpus, options.folder)
