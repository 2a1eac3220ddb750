"""A handful of pages for the tests of this room."""

from __future__ import annotations

from contracts.languages import Language
from nlu.answer.pages import Asked, Page, Passage


def make_page(page: str, language: Language, title: str, *texts: str, asked: tuple[str, ...] = ()) -> Page:
    """Give a page with one passage per text."""
    passages = tuple(Passage("" if number == 0 else f"Part {number}", (text,)) for number, text in enumerate(texts))
    return Page(
        id=page,
        language=language,
        title=title,
        authority="Commune",
        link=f"https://example.lu/{page}",
        link_language=language,
        checked="2026-11-01",
        passages=passages,
        asked=tuple(Asked(text, "about") for text in asked),
    )


PAGES = [
    make_page(
        "passport", "en", "Passport", "You apply at your commune.", "It costs 50 euros.", asked=("new travel document",)
    ),
    make_page("dog", "en", "Dogs", "Every dog is declared at the commune.", "The tax is 10 euros a year."),
    make_page("bins", "en", "Waste", "The bins are emptied on Mondays."),
    make_page("passport", "de", "Reisepass", "Den Reisepass beantragen Sie bei Ihrer Gemeinde.", "Er kostet 50 Euro."),
    make_page("dog", "de", "Hundesteuer", "Jeder Hund wird bei der Gemeinde angemeldet."),
]
