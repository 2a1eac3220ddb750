"""Speaks for services that are offline at the moment: the notice instead of the answer or the form."""

from __future__ import annotations

from bot.actions.voice import Voice
from contracts.catalogue.model import Service
from contracts.parts import Part


def is_paused(voice: Voice, service: Service) -> bool:
    """Tell whether a service is offline."""
    return service.id in voice.paused


def say_paused(voice: Voice, service: Service) -> Part:
    """Say which service is offline and what its notice says, and offer to talk about something else."""
    paragraphs = (f"**{service.title[voice.language]}**", voice.paused[service.id].strip(), voice.text("paused_other"))
    return Part(text="\n\n".join(paragraphs), buttons=[voice.help_button(), voice.person_button("asked")])
