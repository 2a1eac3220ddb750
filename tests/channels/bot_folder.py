"""A small folder of services and a desk for gateways under test: read in no time, and open at any hour."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from channels.desk.standing import StandingDesk
from contracts.desk.loader import DeskContent, load_desk

ROOT = Path(__file__).parents[2]
SERVICES = ("tax_card", "criminal_record", "passport", "residence_certificate")

ALWAYS = "".join(
    f'      {day}: ["00:00-24:00"]\n'
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
)

QUEUES = f"""\
time_zone: Europe/Luxembourg
queues:
  - id: taxes
    name: {{lb: Steieren, fr: Impôts, de: Steuern, en: Taxes}}
    administrations: [taxes]
    level: B2
    hours:
{ALWAYS}    closed_on_holidays: false
    answer_within: 60
  - id: justice
    name: {{lb: Justiz, fr: Justice, de: Justiz, en: Justice}}
    administrations: [justice]
    level: B1
    hours:
{ALWAYS}    closed_on_holidays: false
    answer_within: 60
    overflow: {{to: general, after: 1}}
  - id: general
    name: {{lb: Allgemeng, fr: Général, de: Allgemein, en: General}}
    level: B1
    hours:
{ALWAYS}    closed_on_holidays: false
    answer_within: 60
"""

WRAP_UP = """\
codes:
  - id: answered
    label: {lb: Beäntwert, fr: Répondu, de: Beantwortet, en: Answered}
  - id: other
    label: {lb: Aneres, fr: Autre, de: Anderes, en: Other}
"""

REPLIES = """\
replies:
  - id: thanks
    shortcut: merci
    text: {lb: "Merci, {agent}", fr: "Merci, {agent}", de: "Danke, {agent}", en: "Thank you, {agent}"}
"""


def write_bot_folder(folder: Path) -> Path:
    """Write the small desk, beside some of the real services."""
    (folder / "catalogue").mkdir(parents=True)
    (folder / "desk").mkdir()
    for service in SERVICES:
        shutil.copy(ROOT / "bot" / "catalogue" / f"{service}.yaml", folder / "catalogue")
    for name, content in (("queues", QUEUES), ("wrap_up", WRAP_UP), ("replies", REPLIES)):
        (folder / "desk" / f"{name}.yaml").write_text(content, encoding="utf-8")
    return folder


@cache
def bot_folder() -> Path:
    """The one folder of this test run."""
    folder = Path(tempfile.mkdtemp(prefix="moien-bot-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return write_bot_folder(folder / "bot")


@cache
def desk_content() -> DeskContent:
    """What a gateway knows of the folder."""
    return load_desk(bot_folder())


class NothingNew:
    """Files that stay as they are."""

    def read_if_changed(self) -> None:
        return None


def standing_desk() -> StandingDesk:
    """The desk of a gateway that has this folder for ever."""
    return StandingDesk(desk_content(), NothingNew())
