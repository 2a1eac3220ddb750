"""Measures the widget with a long conversation on a slow device: opening it, a new message, scrolling through it.

    ./moien bench long_log
    ./moien bench long_log --messages 1000 --slowdown 4 --runs 3

The built pages of ``web/dist`` (or ``--pages``), a scripted hub, Chromium with its processor slowed down as DevTools
do it. *opening*: from the press of the launcher until the newest message is painted. *new message*: from its arrival
on the socket until the frame after it. *scrolling*: the wheel is turned from the end to the first message; frames
longer than 50 ms, and the longest. *plain*: the same for the same entries in a page that holds nothing else, in the
widget's own looks, without a script: what the browser itself costs. Platform environment. Figures:
``docs/measurements.md``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.web.scripted_hub import CONVERSATION, ScriptedHub, said

WEB = Path(__file__).parents[1] / "web"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
LONG_FRAME = 50
"""Milliseconds."""
ARRIVALS = 10

# Every message is timed from its arrival to the task after the frame that shows it.
WATCH = """
window.arrivals = null;
const Plain = WebSocket;
window.WebSocket = class extends Plain {
  constructor(...args) {
    super(...args);
    this.addEventListener("message", () => {
      if (!window.arrivals) return;
      const at = performance.now();
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => window.arrivals.push(performance.now() - at);
        port2.postMessage(null);
      });
    });
  }
};
window.frames_ = [];
let before = 0;
const frame = (now) => {
  if (before) window.frames_.push(now - before);
  before = now;
  requestAnimationFrame(frame);
};
window.watchFrames = () => requestAnimationFrame(frame);
"""

OPEN = """
newest => new Promise(done => {
  const root = document.querySelector("moien-chat").shadowRoot;
  const at = performance.now();
  root.querySelector(".launcher").click();
  const look = () => {
    const shown = root.querySelector(`[data-seq="${newest}"]`);
    if (shown) setTimeout(() => done(performance.now() - at));
    else requestAnimationFrame(look);
  };
  look();
})
"""


# The log as it stands, once more and once more until it is as long as the conversation, in a document of its own.
PLAIN = """
messages => {
  const root = document.querySelector("moien-chat").shadowRoot;
  const log = root.querySelector(".log");
  const looks = [...root.adoptedStyleSheets].flatMap(sheet => [...sheet.cssRules].map(rule => rule.cssText));
  const entries = [...log.querySelectorAll(".items > *")];
  const items = Array.from({ length: messages }, (_, place) => entries[place % entries.length].outerHTML);
  return `<!doctype html><meta name="viewport" content="width=device-width"><body style="margin:0">`
    + `<plain-log><template shadowrootmode="open"><style>${looks.join("\\n")}</style>`
    + `<div class="root"><section class="panel modal"><div class="log-frame"><div class="log" role="log">`
    + `<ol class="items">${items.join("")}</ol></div></div></section></div></template></plain-log>`;
}
"""


def conversation(messages: int) -> list[dict[str, Any]]:
    """Events of a long conversation: questions, and answers of every size, some with buttons and sources."""
    source = {"title": "guichet.lu", "link": "https://guichet.public.lu/", "checked": "2026-03-05", "language": "fr"}
    began = datetime.now(UTC) - timedelta(minutes=messages)
    data: list[dict[str, Any]] = [{"kind": "notice", "code": "ai_disclosure"}]
    for number in range(messages):
        if number % 2 == 0:
            data.append(said("citizen", f"Meng Fro {number} un d'Gemeng", origin="human"))
        elif number % 10 == 1:
            buttons = [{"title": "Jo"}, {"title": "Nee"}]
            data.append(said("bot", f"**Äntwert {number}**\n\n- eent\n- zwee", citations=[source], buttons=buttons))
        else:
            data.append(said("bot", f"Äntwert {number}. " + "Dat ass e Saz, deen e puer Wierder huet. " * (number % 7)))
    return [
        {
            "conversation": CONVERSATION,
            "seq": seq,
            "at": (began + timedelta(minutes=seq)).isoformat().replace("+00:00", "Z"),
            "data": one,
        }
        for seq, one in enumerate(data, start=1)
    ]


def measure(page: Page, hub: ScriptedHub, messages: int, slowdown: float) -> dict[str, float]:
    hub.reset()
    hub.log = conversation(messages)
    page.add_init_script(WATCH)
    page.goto(f"{hub.url}/demo/?lang=lb")
    # A conversation of an earlier visit is opened where it was left.
    page.evaluate("localStorage.setItem('moien:demo:token', 'token')")
    page.reload()
    page.locator("moien-chat .launcher").wait_for()
    page.wait_for_load_state("networkidle")
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    opening = page.evaluate(OPEN, len(hub.log))
    page.wait_for_timeout(1500)

    page.evaluate("arrivals = []")
    for number in range(ARRIVALS):
        hub.happen(said("bot", f"Nei Äntwert {number}"))
        page.wait_for_function("count => arrivals.length === count", arg=number + 1)
    arrivals = page.evaluate("arrivals")

    plain_page = page.evaluate(PLAIN, messages)
    frames = scroll(page, messages, "box.scrollTop === 0 && box.querySelector('[data-seq=\"2\"]') !== null")
    page.goto("about:blank")
    page.set_content(plain_page)
    page.get_by_role("log").evaluate("box => { box.scrollTop = box.scrollHeight; frames_ = []; }")
    plain = scroll(page, messages, "box.scrollTop === 0")
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return {
        "opening (ms)": opening,
        "new message, median (ms)": statistics.median(arrivals),
        "new message, longest (ms)": max(arrivals),
        "scrolling, frames": len(frames),
        f"scrolling, frames over {LONG_FRAME} ms": sum(frame > LONG_FRAME for frame in frames),
        "scrolling, longest frame (ms)": max(frames),
        "plain, frames": len(plain),
        f"plain, frames over {LONG_FRAME} ms": sum(frame > LONG_FRAME for frame in plain),
        "plain, longest frame (ms)": max(plain),
    }


def scroll(page: Page, messages: int, arrived: str) -> list[float]:
    """Turn the wheel until ``arrived`` is true of ``box``; give how long each frame took, in milliseconds."""
    log = page.get_by_role("log")
    log.hover()
    page.evaluate("watchFrames()")
    for _ in range(messages):
        page.mouse.wheel(0, -400)
        if log.evaluate(f"box => {arrived}"):
            frames: list[float] = page.evaluate("frames_")
            return frames
    raise SystemExit("the first message was not reached by scrolling")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--slowdown", type=float, default=4)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--pages", type=Path, default=WEB / "dist")
    chosen = parser.parse_args()
    hub = ScriptedHub(chosen.pages)
    hub.start()
    runs = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for run in range(1, chosen.runs + 1):
            context = browser.new_context(**PHONE)
            runs.append(measure(context.new_page(), hub, chosen.messages, chosen.slowdown))
            context.close()
            print(
                f"run {run} (load {os.getloadavg()[0]:.1f}):", {name: round(value) for name, value in runs[-1].items()}
            )
        browser.close()
    hub.stop()
    for name in runs[0]:
        values = [run[name] for run in runs]
        print(f"{name}: {min(values):.0f} / {statistics.median(values):.0f} / {max(values):.0f} (min / median / max)")


if __name__ == "__main__":
    main()
