"""How long each kind of data is kept, as the administration wants it and as the platform has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

ORPHAN_AGE = timedelta(days=1)
"""A file without a row is on its way to one for some seconds, and left behind when it is older than this."""
TRIAL_AGE = timedelta(days=7)
"""Of drafts that somebody tried without a review; those of reviews say why these were decided as they were."""
LOGIN_AGE = timedelta(hours=1)
"""The hub tells the citizen that a login has ended before its row goes."""
STAFF_LOGIN_AGE = timedelta(days=1)
"""How long a session, an invitation or a sign-in of the staff is kept after its end."""
REHEARSAL_AGE = timedelta(days=1)
"""How long a call that somebody tried in the studio is kept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What an administration may set (``MOIEN_KEEP_…``, ``MOIEN_INBOX_DAYS``, ``MOIEN_AUDIT_DAYS``)."""

    keep: timedelta
    """A conversation, after something moved in it last."""
    keep_identified: timedelta
    """The same for a conversation in which somebody has logged in."""
    keep_jobs: timedelta
    """What a citizen entered or left, after the end of the job, the handover or the call it was for."""
    keep_marks: timedelta
    """How far the inbox looks back: what was settled longer ago is not in it any more."""
    keep_logs: timedelta
    """A line in the log of a process."""
    keep_audit: timedelta
    """An entry of the audit log, at least a year."""
