"""Others who have a file open are named for seconds after they last asked for it."""

from __future__ import annotations

from channels.store.members import Member
from channels.studio.presence import GONE, Editors


def test_others_are_named_until_nothing_was_heard_of_them() -> None:
    now = 0.0
    editors = Editors(lambda: now)
    olga, paul = (Member(id=name, name=name, display_name=name.title(), roles=("owner",)) for name in ("olga", "paul"))
    assert editors.see("a", olga) == []
    assert editors.see("a", paul) == ["Olga"]
    assert editors.see("b", paul) == []
    now = GONE
    assert editors.see("a", paul) == ["Olga"]
    now = GONE + 1
    assert editors.see("a", paul) == []
    assert editors.see("a", olga) == ["Paul"]
