"""A small desk that is right in every point, to be written into a folder with one thing changed."""

from __future__ import annotations

from pathlib import Path

SERVICES = {"bike_permit": "commune", "tax_card": "taxes", "noise": None}

QUEUES = """\
time_zone: Europe/Luxembourg
queues:
  - id: taxes
    name: {lb: Steieren, fr: Impôts, de: Steuern, en: Taxes}
    services: [noise]
    administrations: [taxes]
    languages: [lb, fr]
    reasons: [asked, complaint]
    level: B2
    hours:
      monday: ["08:00-12:00", "13:00-17:00"]
      sunday:
        - "09:30-24:00"
    closed_on_holidays: false
    answer_within: 90
    overflow: {to: middle, after: 300}
  - id: middle
    name: {lb: Mëtt, fr: Milieu, de: Mitte, en: Middle}
    services: [bike_permit]
    level: B1
    hours:
      monday: ["08:00-12:00"]
    answer_within: 60
    overflow:
      to: general
      after: 600
  - id: general
    name: {lb: Alles, fr: Tout, de: Alles, en: All}
    level: A2
    hours:
      friday: ["08:00-18:00"]
    closed_on_holidays: true
    answer_within: 120
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
    text:
      lb: "Merci, {agent}"
      fr: "Merci, {agent}"
      de: "Danke, {agent}"
      en: "Thank you, {agent}"
  - id: bikes
    shortcut: bike-1
    service: bike_permit
    text: {lb: Vëlo, fr: Vélo, de: Rad, en: Bike}
"""


def write_desk(folder: Path, **files: str) -> Path:
    """Write the sample into ``folder/desk``; ``queues``, ``wrap_up``, ``replies`` replace the content of its files."""
    (folder / "desk").mkdir(parents=True, exist_ok=True)
    for name, content in {"queues": QUEUES, "wrap_up": WRAP_UP, "replies": REPLIES, **files}.items():
        (folder / "desk" / f"{name}.yaml").write_text(content, encoding="utf-8")
    return folder


def write_smallest_desk(folder: Path) -> Path:
    """Write a desk of one queue that names no service."""
    queues = QUEUES[: QUEUES.index("  - id: taxes")] + QUEUES[QUEUES.index("  - id: general") :]
    return write_desk(folder, queues=queues, replies="replies: []\n")
