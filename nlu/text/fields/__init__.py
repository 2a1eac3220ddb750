"""Checks what a citizen answered to a question of a form: one checker per field type, typed problems, no prose."""

from nlu.text.fields.check import check_field
from nlu.text.fields.outcome import PROBLEM_CODES, Checked, FieldProblem, Option, ProblemCode

__all__ = ["PROBLEM_CODES", "Checked", "FieldProblem", "Option", "ProblemCode", "check_field"]
