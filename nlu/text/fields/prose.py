"""Free text in a form: anything that is not too long."""

from __future__ import annotations

from nlu.text.fields.outcome import Checked, FieldProblem, Outcome

LONGEST_TEXT = 500
"""Characters."""


def check_text(answer: str) -> Outcome:
    """Take the cleaned answer as it is."""
    return Checked(answer, answer) if len(answer) <= LONGEST_TEXT else FieldProblem("text_long")
