"""Why a login came to nothing, as its page tells the citizen."""

from __future__ import annotations

from typing import Literal

LoginProblem = Literal["cancelled", "used", "expired", "other_browser", "provider_away", "failed"]
"""Broken off at the provider; its address was used before; too late or unknown; not the browser that began it; the
provider does not answer; the provider's answer is not to be trusted, or it refused."""


class LoginError(Exception):
    """The login cannot go on."""

    def __init__(self, problem: LoginProblem, reason: str) -> None:
        """``reason`` is for the log: it names a step or a rule, never a value."""
        super().__init__(reason)
        self.problem: LoginProblem = problem
        self.reason = reason
