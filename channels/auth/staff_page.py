"""The page at the end of a sign-in of the staff that did not work: why, and the way back."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Literal

from starlette.responses import Response

from channels.auth.errors import LoginProblem
from channels.plain_page import show_page
from channels.wording import Wording
from contracts.languages import Language
from contracts.markup import element

PAGES = ("console", "studio")
"""Pages of the staff to which a sign-in may lead; the first where none is named."""

StaffProblem = LoginProblem | Literal["no_role", "inactive", "too_fast"]
"""As for citizens; beside them: in no group that has a role, the account is not active, too many sign-ins."""

WORDING = Wording(Path(__file__).with_name("staff_texts.yaml"))

_STATUS: dict[StaffProblem, HTTPStatus] = {
    "cancelled": HTTPStatus.OK,
    "used": HTTPStatus.GONE,
    "expired": HTTPStatus.GONE,
    "other_browser": HTTPStatus.FORBIDDEN,
    "provider_away": HTTPStatus.SERVICE_UNAVAILABLE,
    "failed": HTTPStatus.BAD_GATEWAY,
    "no_role": HTTPStatus.FORBIDDEN,
    "inactive": HTTPStatus.FORBIDDEN,
    "too_fast": HTTPStatus.TOO_MANY_REQUESTS,
}


STATUSES = tuple(dict.fromkeys(_STATUS.values()))
"""Statuses that the page may have."""


class StaffEntryError(Exception):
    """The provider says who it is, but they do not get in."""

    def __init__(self, problem: StaffProblem, reason: str) -> None:
        """``reason`` is for the log: it names a rule, never a value."""
        super().__init__(reason)
        self.problem: StaffProblem = problem
        self.reason = reason


def show_staff_problem(problem: StaffProblem, language: Language, page: str) -> Response:
    """Return the page; ``page`` is where the sign-in began."""
    text = element("p", WORDING.say(problem, language))
    back = element("p", element("a", WORDING.say("back", language), href=f"/{page}/"))
    return show_page(WORDING.say("title", language), text, back, language=language, status=_STATUS[problem])
