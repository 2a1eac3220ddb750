"""Logging in and out with an eID: what of it the log and the bot are told."""

from __future__ import annotations

import msgspec

from channels.core.draft import Draft
from channels.core.inputs import LoggedIn, LoggedOut
from channels.core.jobs import LOGGED_OUT
from channels.core.state import LOGGED_IN, Identity
from contracts.events import IdentityChanged
from contracts.turns import LoginReport, LogoutReport, SystemInput


def log_in(draft: Draft, entered: LoggedIn) -> None:
    """Remember who the citizen is and let the form go on; whoever else had the conversation's token has it no more."""
    log_in_beside_bot(draft, entered)
    tell_logged_in(draft, entered.identity)


def log_in_beside_bot(draft: Draft, entered: LoggedIn) -> None:
    """Remember who the citizen is while a person answers: no form goes on now."""
    draft.log_in(entered.identity, entered.token_hash)
    draft.acknowledge(draft.append(IdentityChanged(state="logged_in")))


def log_out(draft: Draft, left: LoggedOut) -> None:
    """Forget who the citizen is and let the bot forget it too, whoever answers at the moment."""
    if left.was_logged_in:
        draft.log_out()
        # A login that has only run out leaves the citizen what they noted down.
        if left.reason == "logged_out":
            draft.revoke_receipts()
        draft.append(IdentityChanged(state=left.reason))
        draft.ask(SystemInput(intent=LOGGED_OUT, data=msgspec.to_builtins(LogoutReport())))


def tell_logged_in(draft: Draft, identity: Identity) -> None:
    """Let the bot go on with what it knows from the login."""
    report = LoginReport(claims=identity.claims)
    draft.ask(SystemInput(intent=LOGGED_IN, data=msgspec.to_builtins(report)))
