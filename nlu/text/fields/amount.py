"""Amounts of money in euros, with the decimal signs and thousands of all four languages."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from contracts.languages import Language
from nlu.text.fields.outcome import Checked, FieldProblem, Outcome, take_only
from nlu.text.fields.reading import is_short

LARGEST = Decimal(10) ** 12

_AMOUNT = re.compile(
    r"(?<![\w.,'’−\-])(?P<before>(?:€|eur(?:os?)?\.?) ?)?"
    r"(?:(?P<grouped>[1-9][0-9]{0,2}(?P<sign>[ .,'’])[0-9]{3}(?:(?P=sign)[0-9]{3})*)|(?P<plain>[0-9]{1,15}))"
    r"(?:(?P<point>[.,])(?:(?P<cents>[0-9]{1,2})|[-–]{1,2}))?"
    r"(?P<after> ?(?:€|eur(?:os?)?(?!\w)))?(?!\w|[.,'’][0-9])",
    re.IGNORECASE,
)
_OTHER_MONEY = re.compile(r"(?<!\w)(?:usd|gbp|chf|dollars?|pounds?|livres?|fran(?:c|cs|ken))(?!\w)", re.IGNORECASE)


def check_amount(answer: str, language: Language) -> Outcome:
    """Find the one amount of the answer; the value has a point and two decimals (``1250.00``).

    One sign with exactly three digits behind it groups thousands (``1.250``, ``1,250``): money has two decimals. Where
    several numbers stand, the one with the euro is meant; in a long sentence only such a one.
    """
    if _OTHER_MONEY.search(answer) or any(unicodedata.category(one) == "Sc" and one != "€" for one in answer):
        return FieldProblem("amount_format")
    found: dict[Decimal, bool] = {}
    for match in _AMOUNT.finditer(answer):
        if match["point"] and match["point"] == match["sign"]:
            continue
        amount = Decimal(f"{re.sub('[^0-9]', '', match['grouped'] or match['plain'])}.{match['cents'] or '0'}")
        if amount < LARGEST:
            found[amount] = found.get(amount, False) or bool(match["before"] or match["after"])
    meant = [amount for amount, with_euro in found.items() if with_euro] or (list(found) if is_short(answer) else [])
    return take_only([_checked(amount, language) for amount in meant], "amount_format")


def _checked(amount: Decimal, language: Language) -> Checked:
    english = f"{amount:,.2f}"
    shown = f"€{english}" if language == "en" else f"{english.translate(str.maketrans(',.', '.,'))} €"
    return Checked(f"{amount:.2f}", shown)
