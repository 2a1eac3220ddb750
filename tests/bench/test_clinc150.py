"""The corpus becomes a folder in which what is out of scope has no intent, and none of it is trained on."""

from __future__ import annotations

import json
from pathlib import Path

from bench.clinc150 import write_folder


def test_parts_are_joined_and_out_of_scope_becomes_null(tmp_path: Path) -> None:
    corpus = tmp_path / "data.json"
    parts = {
        "train": [["pay my bill", "pay_bill"]],
        "val": [["bill, please", "pay_bill"]],
        "test": [["a bill to pay", "pay_bill"]],
        "oos_train": [["never learned", "oos"]],
        "oos_val": [["how tall is a tree", "oos"]],
        "oos_test": [["où est la lune", "oos"]],
    }
    corpus.write_text(json.dumps(parts), encoding="utf-8")
    write_folder(corpus, tmp_path / "new" / "folder")
    read = {
        file.stem: [tuple(json.loads(line).values()) for line in file.read_text(encoding="utf-8").splitlines()]
        for file in (tmp_path / "new" / "folder").iterdir()
    }
    assert read == {
        "train": [("pay my bill", "pay_bill")],
        "validation": [("bill, please", "pay_bill"), ("how tall is a tree", None)],
        "test": [("a bill to pay", "pay_bill"), ("où est la lune", None)],
    }
