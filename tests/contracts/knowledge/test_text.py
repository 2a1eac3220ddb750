from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.knowledge.page import Block
from contracts.knowledge.text import cut_blocks

TEXT = """The *library* is open to everybody.
Bring your card.

A second paragraph.

## What it costs

Nothing, but for
- copies: **10** cents
- a lost card

1. Come in.
2. Ask.
   - for books
"""


def test_a_text_is_cut_into_paragraphs_and_lists_under_their_headings() -> None:
    blocks, faults = cut_blocks(TEXT)
    assert faults == []
    assert blocks == [
        Block(heading="", lines=["The library is open to everybody. Bring your card.", "A second paragraph."]),
        Block(heading="What it costs", lines=["Nothing, but for"]),
        Block(heading="What it costs", lines=["copies: 10 cents", "a lost card"], listed=True),
        Block(heading="What it costs", lines=["Come in.", "Ask.", "for books"], listed=True, ordered=True),
    ]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("fine\n\n<b>loud</b> words", 3, "HTML"),
        ("<script>x</script>", 1, "HTML"),
        ("see [here](https://example.lu)", 1, "link"),
        ("a\n\n![map](map.png)", 3, "picture"),
        ("```\ncode\n```", 1, "code"),
        ("a\n\n    indented", 3, "further left"),
        ("> said", 1, "quotations"),
        ("a\n\n| day | hours |\n|---|---|\n| Monday | 9 |", 3, "table"),
    ],
)
def test_what_cannot_be_shown_is_told_with_its_line(text: str, line: int, said: str) -> None:
    faults = cut_blocks(text)[1]
    assert faults[0][0] == line
    assert said in faults[0][1]


@given(st.text(max_size=400))
def test_no_text_breaks_it_and_no_block_is_empty(text: str) -> None:
    blocks, faults = cut_blocks(text)
    assert all(block.lines and all(line.strip() for line in block.lines) for block in blocks)
    assert all(line >= 1 for line, _ in faults)
