"""What a field may be that no catalogue can say: choices that an administration gives, the file that a citizen sent."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from bot.actions.incoming import Incoming
from bot.actions.results import show_option
from contracts.catalogue.model import Field
from contracts.jobs import Document, Option
from contracts.languages import Language
from contracts.parts import Choice
from contracts.turns import JobReport


class Offer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The options of one field, and for which values of the fields before they were given.

    Only one look-up of a field is on its way at a time, so that every answer is known to belong to its question.
    """

    asked_for: dict[str, str] | None = None
    """Values with which the look-up on its way was asked; None while there is none."""
    given_for: dict[str, str] | None = None
    """Values for which the options hold; None where nothing has been answered."""
    options: list[Option] = []


NOTHING = Offer()


def of_file(document: Document) -> Offer:
    """Make a sent file the only option of its field: its id is the value, its name is shown."""
    return Offer(given_for={}, options=[Option(value=document.id, label=document.name)])


def after(offer: Offer, incoming: Incoming, report: JobReport) -> Offer:
    """Give what is known after a system turn about the look-up; an answer that nobody waits for changes nothing."""
    if offer.asked_for is None:
        return offer
    if incoming.intent == "system_job_succeeded":
        return Offer(given_for=offer.asked_for, options=report.options)
    if incoming.intent == "system_job_rejected":  # for these values there is nothing to choose from
        return Offer(given_for=offer.asked_for)
    return offer if incoming.intent == "system_job_delayed" else NOTHING


def forget(offer: Offer) -> Offer:
    """Forget the options; a look-up on its way stays known."""
    return Offer(asked_for=offer.asked_for)


def choices(field: Field, offers: Mapping[str, Offer], language: Language) -> list[Choice]:
    """Give the choices of a field in the citizen's language: those of the catalogue, or those on offer."""
    if field.choices:
        return [Choice(value=choice.value, label=choice.label[language]) for choice in field.choices]
    options = offers.get(field.name, NOTHING).options
    return [Choice(value=option.value, label=show_option(option, language)) for option in options]
