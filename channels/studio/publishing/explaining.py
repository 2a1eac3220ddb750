"""Puts into words why something is not done to reviews and releases, and reads what calls say of times and titles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from channels.answers import CallError, RestCode
from channels.studio.publishing.refusals import (
    ChangedSinceError,
    GetsWorseError,
    HeldError,
    NoDraftError,
    NotAuthorError,
    NothingChangesError,
    OverrideNeededError,
    OwnReviewError,
    ProblemsError,
    TrialFailedError,
    TrialNeededError,
    UnknownReleaseError,
    UnknownReviewError,
    UnquietError,
)
from channels.studio.publishing.states import WrongStateError

SHOWN_PROBLEMS = 5
EXPLAINED: tuple[RestCode, ...] = (
    "unknown_review",
    "unknown_release",
    "wrong_state",
    "no_draft",
    "in_review",
    "has_problems",
    "own_review",
    "not_yours",
    "trial_needed",
    "gets_worse",
    "trial_failed",
    "changed_since",
    "nothing_changes",
)
"""What `explained` says."""


@contextmanager
def explained() -> Iterator[None]:
    """Say what stands against it; raises `CallError`."""
    try:
        yield
    except UnknownReviewError as error:
        raise CallError(
            "unknown_review", "no review has this id; take one from GET /api/staff/studio/reviews"
        ) from error
    except UnknownReleaseError as error:
        detail = f"there is no release {error}; take a number from GET /api/staff/studio/releases"
        raise CallError("unknown_release", detail) from error
    except WrongStateError as error:
        detail = f"the review is {error.state}; read it again to see what can be done with it now"
        raise CallError("wrong_state", detail) from error
    except NoDraftError as error:
        detail = (
            f"$.paths: {str(error)[:128]!r} has no draft that differs from what is live; leave it out, or change it"
        )
        raise CallError("no_draft", detail) from error
    except HeldError as error:
        detail = f"$.paths: {error.path!r} is in the review {error.title!r} already; wait for that, or withdraw it"
        raise CallError("in_review", detail) from error
    except ProblemsError as error:
        shown = "\n".join(str(problem) for problem in error.problems[:SHOWN_PROBLEMS])
        raise CallError("has_problems", f"correct these first ({len(error.problems)}):\n{shown}") from error
    except OwnReviewError as error:
        raise CallError("own_review", "you submitted this review; another publisher approves it") from error
    except NotAuthorError as error:
        raise CallError(
            "not_yours", "only whoever submitted a review withdraws it; a publisher may return it"
        ) from error
    except TrialNeededError as error:
        detail = "a review is approved once its trial has succeeded; wait for it, or begin one"
        raise CallError("trial_needed", detail) from error
    except (OverrideNeededError, GetsWorseError) as error:
        detail = "a language gets worse; see the trial, and return the review or approve it with $.override: the reason"
        raise CallError("gets_worse", detail) from error
    except TrialFailedError as error:
        raise CallError("trial_failed", "the trial failed; read the review to see why, and submit anew") from error
    except ChangedSinceError as error:
        detail = (
            f"{str(error)!r} was changed by somebody else meanwhile; open it, bring both together and submit it (anew)"
        )
        raise CallError("changed_since", detail) from error
    except NothingChangesError as error:
        raise CallError("nothing_changes", "this content is live already") from error
    except UnquietError as error:
        raise CallError("changed_since", "files are being changed at this very moment; try again") from error


def read_line(given: str, name: str, longest: int) -> str:
    """Return a title as one line; raises `CallError` where nothing can be read, or it is too long."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in given).split())
    if not line or len(line) > longest:
        raise CallError("bad_frame", f"$.{name}: write 1 to {longest} characters; these are {len(line)}")
    return line


def read_later(given: str | None, name: str, now: datetime) -> datetime | None:
    """Return a moment that is to come, in UTC, None for none; raises `CallError`."""
    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        detail = (
            f"$.{name}: {given[:40]!r} is no moment; write it in ISO 8601 with its offset: 2026-12-24T08:00:00+01:00"
        )
        raise CallError("bad_frame", detail)
    if moment <= now:
        raise CallError("bad_frame", f"$.{name}: {given[:40]!r} is over; name a moment that is to come")
    return moment.astimezone(UTC)
