"""Why something is not done to reviews and releases, as exceptions; the routes put them into words."""

from __future__ import annotations

from contracts.catalogue.problems import Problem


class UnknownReviewError(Exception):
    """No review has this id."""


class UnknownReleaseError(Exception):
    """No release has this number, or the history does not hold it any more."""


class NoDraftError(Exception):
    """A file has no draft that differs from what is live; the message is its path."""


class HeldError(Exception):
    """A file is in another review that is open."""

    def __init__(self, path: str, title: str) -> None:
        """``title``: of that review."""
        super().__init__(path)
        self.path = path
        self.title = title


class ProblemsError(Exception):
    """The catalogue would have problems."""

    def __init__(self, problems: list[Problem]) -> None:
        """At least one."""
        super().__init__(str(problems[0]))
        self.problems = problems


class OwnReviewError(Exception):
    """Whoever submitted a review does not approve it."""


class NotAuthorError(Exception):
    """Only whoever submitted a review withdraws it."""


class TrialNeededError(Exception):
    """A review is approved once its trial has succeeded."""


class OverrideNeededError(Exception):
    """A language gets worse: approving takes a reason."""


class ChangedSinceError(Exception):
    """A file is not what it was when its draft was begun or its review submitted; the message is its path."""


class GetsWorseError(Exception):
    """The newest trial shows that a language gets worse; the review waits for a decision again."""


class TrialFailedError(Exception):
    """The newest trial failed, or none ever fits; the review says why."""


class NothingChangesError(Exception):
    """That content is live."""


class UnquietError(Exception):
    """Folder or drafts were changed again and again meanwhile."""
