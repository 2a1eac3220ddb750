"""Measures how long a citizen on a slow device waits for the chat: from the press of the launcher to the painted panel.

    ./moien bench opening
    ./moien bench opening --slowdown 4 --runs 11

The built pages of ``web/dist``, a scripted hub, Chromium with its processor slowed down as DevTools do it. *first*: in
a browser that has nothing of the widget yet, as on a citizen's first visit; *again*: on the next page of the site, with
the files in its cache. *tap*: timed from the moment when the finger leaves the button, on which it has lain for 80 ms;
*key*: the press comes at once, as from a keyboard. *seen*: the panel, empty at first, at the end of the frame that
shows it. *ready*: it has its words and its input. Peer in the same run, as the least that any chat can do: an empty
dialog that the page holds ready. Platform environment. Figures: ``docs/measurements.md``.
"""

from __future__ import annotations

import argparse
import statistics
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.web.scripted_hub import ScriptedHub

DIST = Path(__file__).parents[1] / "web" / "dist"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}

# The channel's task runs after the frame that the callback belongs to has been painted.
PAINTED = """
const painted = (shown, done) => {
  const look = () => {
    if (!shown()) return requestAnimationFrame(look);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done();
    port2.postMessage(null);
  };
  requestAnimationFrame(look);
};
"""
PRESSES = {"tap": 80, "key": 0}
"""Milliseconds between touching the button and its click."""

OPEN = (
    "held => new Promise(done => {"
    + PAINTED
    + """
  const root = document.querySelector("moien-chat").shadowRoot;
  const button = root.querySelector(".launcher");
  if (held) button.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, composed: true }));
  setTimeout(() => {
    const at = performance.now();
    button.click();
    const times = [];
    painted(() => root.querySelector(".panel:not([hidden])"), () => times.push(performance.now() - at));
    painted(() => root.querySelector(".panel:not([hidden]) textarea"), () => done([...times, performance.now() - at]));
  }, held);
})"""
)
PEER = (
    "() => new Promise(done => {"
    + PAINTED
    + """
  const dialog = document.createElement("dialog");
  dialog.append(document.createElement("textarea"));
  document.body.append(dialog);
  const at = performance.now();
  dialog.show();
  painted(() => dialog.open, () => { dialog.remove(); done(performance.now() - at); });
})"""
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./moien bench opening", description=__doc__)
    parser.add_argument("--slowdown", type=float, default=4)
    parser.add_argument("--runs", type=int, default=11)
    chosen = parser.parse_args()
    if not (DIST / "panel.js").is_file():
        parser.error(f"{DIST} holds no built pages: run ./moien up once, or npm run build in web/")
    hub = ScriptedHub(DIST)
    hub.start()
    times: dict[str, list[float]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for press in list(PRESSES) * chosen.runs:
            context = browser.new_context(**PHONE)
            page = context.new_page()
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": chosen.slowdown})
            for visit in ("first", "again"):
                hub.reset()
                for what, taken in zip(("seen", "ready"), _open(page, hub.url, PRESSES[press]), strict=True):
                    times.setdefault(f"{visit}, {press}, {what}", []).append(taken)
            times.setdefault("peer", []).append(page.evaluate(PEER))
            context.close()
        browser.close()
    hub.stop()
    print(f"slowed down {chosen.slowdown:g} times, {chosen.runs} runs, milliseconds from the press to the paint")
    for name, measured in times.items():
        print(
            f"  {name:17} median {statistics.median(measured):6.0f}   from {min(measured):.0f} to {max(measured):.0f}"
        )


def _open(page: Page, url: str, held: int) -> list[float]:
    page.goto(f"{url}/demo/?lang=lb")
    # The citizen has left the chat open: each visit is to begin with a press.
    page.evaluate("sessionStorage.clear()")
    page.goto(f"{url}/demo/?lang=lb")
    page.wait_for_load_state("networkidle")
    taken: list[float] = page.evaluate(OPEN, held)
    return taken


if __name__ == "__main__":
    main()
