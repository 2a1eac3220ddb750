"""HTML that processes write themselves (status, logins, sandboxes), made of elements so that every text is escaped."""

from __future__ import annotations

from xml.etree.ElementTree import Element


def element(tag: str, *children: Element | str, **attributes: str) -> Element:
    """Return an HTML element; texts are escaped when it is written. ``class_`` stands for ``class``."""
    made = Element(tag, {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()})
    last: Element | None = None
    for child in children:
        if isinstance(child, Element):
            made.append(child)
            last = child
        elif last is None:
            made.text = (made.text or "") + child
        else:
            last.tail = (last.tail or "") + child
    return made
