"""Words of the notice that citizens read while the bot is switched off: what the staff wrote, dated, and a way on."""

from __future__ import annotations

from pathlib import Path

from channels.core.inputs import OffNotice
from channels.local_time import write_moment
from channels.store.conversations import show_moment
from channels.store.switches import StoredSwitch
from channels.wording import Wording
from contracts.languages import Language
from contracts.names import INTENT_HUMAN
from contracts.parts import Button

WORDING = Wording(Path(__file__).with_name("words.yaml"))


def write_notice(switch: StoredSwitch, language: Language) -> OffNotice:
    """Return what a citizen reads in one language."""
    return OffNotice(
        text=f"{switch.notice[language]}\n\n{write_dates(switch, language)}",
        language=language,
        person=Button(title=WORDING.say("person", language), intent=INTENT_HUMAN),
    )


def write_dates(switch: StoredSwitch, language: Language) -> str:
    """Return since when something is off, and until when, as far as that is known."""
    since = write_moment(show_moment(switch.since))
    if switch.until is None:
        return WORDING.say("since", language, time=since)
    return WORDING.say("until", language, since=since, until=write_moment(show_moment(switch.until)))
