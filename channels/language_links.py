"""The choice of language on the pages that the gateway writes itself: the same page in each of the four."""

from __future__ import annotations

from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from contracts.languages import LANGUAGES, OWN_NAMES, Language
from contracts.markup import element


def link_languages(shown: Language, label: str, **asked: str) -> Element:
    """Return the links; ``asked`` is what else the address asks for, and ``label`` the name of the list."""
    links = []
    for language in LANGUAGES:
        address = f"?{urlencode({'lang': language, **asked})}"
        link = element("a", OWN_NAMES[language], href=address, lang=language, hreflang=language)
        if language == shown:
            link.set("aria-current", "true")
        links.append(element("li", link))
    return element("nav", element("ul", *links), aria_label=label)
