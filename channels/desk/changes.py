"""What is different between two pictures of a desk: a console that adds it to the first has the second."""

from __future__ import annotations

from contracts.agent_frames import Desk, DeskChange


def changes_between(before: Desk, after: Desk) -> DeskChange | None:
    """Return what is different; None where nothing is."""
    known = {ticket.ticket: ticket for ticket in before.tickets}
    still = {ticket.ticket for ticket in after.tickets}
    change = DeskChange(
        me=after.me if after.me != before.me else None,
        # Most are the very same object, which costs less to see than that two are equal.
        tickets=[
            ticket for ticket in after.tickets if (old := known.get(ticket.ticket)) is not ticket and old != ticket
        ],
        gone=[ticket for ticket in known if ticket not in still],
        callbacks=after.callbacks if after.callbacks != before.callbacks else None,
        queues=after.queues if after.queues != before.queues else None,
        colleagues=after.colleagues if after.colleagues != before.colleagues else None,
        edition=after.edition if after.edition != before.edition else None,
    )
    return change if change != _NOTHING else None


_NOTHING = DeskChange()
