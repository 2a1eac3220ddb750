"""The launcher's one kind of error: something a person must mend, with what to do."""

from __future__ import annotations


class Problem(Exception):  # noqa: N818 - it is what the person at the terminal has
    """Says what is wrong and what to do about it.

    Attributes:
        what: what is wrong, where, which value.
        do: what the person at the terminal can do.
        exit_code: what ``./moien`` ends with.
    """

    def __init__(self, what: str, do: str, *, exit_code: int = 1) -> None:
        """Keep the parts apart, so that they can be shown apart."""
        super().__init__(f"{what}\n{do}")
        self.what = what
        self.do = do
        self.exit_code = exit_code
