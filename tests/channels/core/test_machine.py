"""The machine of the core leaves nothing out: every input can happen in it."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

from channels.core.inputs import Input

MADE_BY = ("test_conversation.py", "desk_rules.py")


def test_every_input_of_the_core_is_made_by_a_rule() -> None:
    folder = Path(__file__).parent
    trees = [ast.parse((folder / name).read_text(encoding="utf-8")) for name in MADE_BY]
    called = {
        node.func.attr
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert {it.__name__ for it in get_args(Input)} - called == set(), "add a rule to the machine"
