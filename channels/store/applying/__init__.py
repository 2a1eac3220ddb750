"""Carries the commands of a decision out in SQL."""

from channels.store.applying import identities, jobs, tickets
from channels.store.applying.turns import save
from channels.store.applying.writing import Context, Leases, Write, write

__all__ = ["Context", "Leases", "Write", "identities", "jobs", "save", "tickets", "write"]
