"""The examples page in a browser: goes from state to state, and asks how it looks to people and to programs."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.web.conftest import AXE, RULES

PATIENCE = 20_000
"""Milliseconds; some states show only once a connection has been gone for a while."""


def states_of(page: Page) -> list[str]:
    """The names of all states, as the page lists them."""
    names: list[str] = page.evaluate(
        "[...document.querySelectorAll('nav[aria-label=States] a')].map(link => link.textContent)"
    )
    return names


def show(page: Page, state: str, language: str = "lb", theme: str = "light") -> None:
    """Go to one state and wait until it is there and still."""
    address = f"#{state}/{language}/{theme}"
    page.evaluate("address => { location.hash = address }", address)
    page.locator(f"html[data-shown='{address}']").wait_for(timeout=PATIENCE)
    # Dots go on breathing; what comes in arrives.
    page.evaluate(
        """() => Promise.all(document.querySelector('moien-chat').shadowRoot.getAnimations()
            .filter(({ effect }) => Number.isFinite(effect.getComputedTiming().endTime))
            .map(({ finished }) => finished))"""
    )


def in_widget(page: Page, body: str, argument: Any = None) -> Any:
    """Run the body of a function in the page; ``root`` is the widget's shadow root, ``argument`` what is handed in."""
    script = f"argument => {{ const root = document.querySelector('moien-chat').shadowRoot; {body} }}"
    return page.evaluate(script, argument)


def faults(page: Page, *, only_contrast: bool = False) -> list[str]:
    """What axe finds in the widget: one line each. ``only_contrast``: all that another theme can change."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    chosen = {"type": "rule", "values": ["color-contrast"]} if only_contrast else {"type": "tag", "values": RULES}
    found = page.evaluate(
        """async runOnly => {
            const context = { include: ["moien-chat"] };
            const { violations } = await axe.run(context, { runOnly, resultTypes: ["violations"] });
            return violations.flatMap(({ id, nodes }) =>
                nodes.map(({ target, failureSummary }) => `${id}: ${target.flat().at(-1)} ${failureSummary}`));
        }""",
        chosen,
    )
    return list(found)


SMALL = """
const least = argument;
return [...root.querySelectorAll("button, select, input, textarea, summary")]
  .filter(element => element.checkVisibility({ visibilityProperty: true }))
  .map(element => [element, (element.type === "radio" ? element.closest("label") ?? element : element)])
  .filter(([, shown]) => {
    const { width, height } = shown.getBoundingClientRect();
    return Math.min(width, height) < least;
  })
  .map(([element]) => element.outerHTML.slice(0, 200));
"""

# Text that is cut off, or that one has to scroll sideways for.
CUT = """
const wide = [...root.querySelectorAll(".panel, .panel *")]
  .filter(element => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".unseen"))
  .filter(element => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
  .filter(element => getComputedStyle(element).overflowX !== "visible" && !element.matches("input, textarea, select"))
  .map(element => `${element.className}: ${element.scrollWidth} in ${element.clientWidth}`);
const page = document.documentElement;
return page.scrollWidth > innerWidth ? [...wide, `the page: ${page.scrollWidth} in ${innerWidth}`] : wide;
"""

# Entries of the log whose language programs cannot tell. Which one a citizen writes in, the hub says.
WITHOUT_LANGUAGE = """
return [...root.querySelectorAll(".items > li")].filter(entry => !entry.closest("[lang]"))
  .concat([...root.querySelectorAll(".message .bubble:not([lang], .pending)")])
  .map(element => element.outerHTML.slice(0, 200));
"""

MOVING = "return root.getAnimations({ subtree: true }).filter(({ playState }) => playState === 'running').length;"

# What has the focus, as text; whether the page shows that it does.
FOCUSED = """
let element = document.activeElement;
while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
if (!element || element === document.body || !root.contains(element)) return null;
const rings = [element, element.parentElement, element.parentElement?.parentElement].filter(Boolean).map(one => {
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
  return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
});
const { top, bottom } = element.getBoundingClientRect();
return {
  name: element.getAttribute("aria-label") || element.textContent.trim() || element.getAttribute("name") || element.id,
  tag: element.localName,
  className: element.className,
  ringed: rings.some(Boolean),
  inView: bottom > 0 && top < innerHeight,
};
"""
