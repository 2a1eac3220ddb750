"""A file is read the same whichever of the two libraries takes it apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from contracts.catalogue import source
from contracts.catalogue.nodes import Node, Source
from tests.content import ROOT

PIECES = (
    *("- ", "a: ", "b:", "? ", "x y", '"x"', "'y'", '"\\u00e9"', '"a\\/b"', "é", "😀", "1", "true", "~", "=", "<<: "),
    *(
        "\n",
        "\n  ",
        "\n    ",
        "  ",
        "\t",
        "#",
        "# c",
        " # c",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "| ",
        "|\n   t\n",
        ">-\n   u\n",
    ),
    *("&a ", "*a", "!t ", "%Y", "---", "...", "@", "`", "-", "\\n", "|\n   t\n", ">-\n   u\n"),
)


def read_slowly(content: bytes) -> Source:
    def by_the_other(text: str) -> Iterator[Any]:
        return iter(YAML(typ="safe", pure=True).parse(text))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "_read_events", by_the_other)
        return source.read_source(Path("f.yaml"), content)


def tree(node: Node | None) -> object:
    return node and (node.line, node.value, {key: tree(child) for key, child in node.children.items()})


def seen(read: Source) -> object:
    """What is read and what is wrong where; of anchors, the name and the line may be told otherwise."""
    return tree(read.root), [(p.code, p.code == "yaml-anchor" or (p.line, p.message)) for p in read.problems]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join))
def test_pieces_of_yaml_are_read_the_same(text: str) -> None:
    content = text.encode()
    assert seen(source.read_source(Path("f.yaml"), content)) == seen(read_slowly(content))


@pytest.mark.parametrize("name", ["catalogue/resident_parking.yaml", "crisis.yaml", "desk/queues.yaml"])
def test_content_is_read_the_same(name: str) -> None:
    content = (ROOT / "bot" / name).read_bytes()
    assert seen(source.read_source(Path(name), content)) == seen(read_slowly(content))
