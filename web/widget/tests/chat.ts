/** The whole widget for unit tests: the test plays the hub, looks into the shadow root, and presses what is there. */
import { afterEach, beforeAll, beforeEach, vi } from "vitest";
import { FakeNetwork } from "@moien/kit/fakeSocket.ts";
import type { ShownEvent } from "@moien/kit/frames.ts";
import { event } from "../../kit/tests/sampleEvents.ts";
import { LANGUAGES } from "@moien/kit/languages.ts";
import { MoienChat } from "../src/launcher/element.ts";
import { mountPanel } from "../src/mount.tsx";
import { loadWords } from "../src/widgetWords.ts";

export let network: FakeNetwork;
export let chat: MoienChat;
let seq: number;

// Tests need not wait for what the network would bring.
await Promise.all([...LANGUAGES.map(loadWords), import("../src/parts.ts")]);

/** Gives every test of a file a widget of its own. */
export function freshChat(): void {
  beforeAll(() => {
    MoienChat.fetchPanel = () => Promise.resolve({ mountPanel });
    customElements.define("moien-chat", MoienChat);
  });

  beforeEach(() => {
    network = new FakeNetwork();
    seq = 0;
    localStorage.clear();
    sessionStorage.clear();
    vi.stubGlobal("WebSocket", function (url: string) {
      return network.openSocket(url);
    });
    vi.stubGlobal("fetch", () => Promise.reject(new Error("no network in this test")));
    document.body.innerHTML = "<main>page</main>";
    document.documentElement.lang = "lb";
    chat = new MoienChat();
  });

  afterEach(() => chat.remove());
}

/** The same widget on the next page of the site. */
export function nextPage(): void {
  chat.remove();
  chat = new MoienChat();
}

/** Let Preact draw what has changed, run the effects that follow a frame, and draw what these have changed. */
export async function drawn(): Promise<void> {
  for (let frame = 0; frame < 2; frame += 1) {
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 2)));
  }
}

export function all(selector: string): HTMLElement[] {
  return [...(chat.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];
}

export function one(selector: string): HTMLElement {
  const [found, ...more] = all(selector);
  if (!found || more.length > 0) throw new Error(`${selector}: ${all(selector).length} elements instead of one`);
  return found;
}

/** The control of a selector, whichever it is: they share what the tests need. */
export function control(selector: string): HTMLInputElement {
  return one(selector) as HTMLInputElement;
}

export function named(name: string): HTMLElement {
  const found = all("button").find(
    (button) => (button.getAttribute("aria-label") ?? button.textContent).trim() === name,
  );
  if (!found)
    throw new Error(
      `no button "${name}" among ${all("button")
        .map(({ textContent }) => textContent)
        .join(", ")}`,
    );
  return found;
}

export async function place(language = "lb"): Promise<void> {
  document.documentElement.lang = language;
  document.body.append(chat);
  await drawn();
}

export async function open(language = "lb", welcome: object = {}): Promise<void> {
  await place(language);
  one(".launcher").click();
  await drawn();
  network.last.accept();
  network.last.deliver({
    type: "welcome",
    conversation: "c",
    token: "t",
    language,
    owner: "bot",
    seq: 1,
    place: null,
    ...welcome,
  });
  await hear({ kind: "notice", code: "ai_disclosure" });
}

export async function hear(data: ShownEvent["data"]): Promise<void> {
  seq += 1;
  network.last.deliver({ type: "event", event: event(seq, data) });
  await drawn();
}

export async function write(text: string): Promise<void> {
  const box = control(".box textarea, .box input");
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  await drawn();
}

export async function press(key: string, target: HTMLElement): Promise<void> {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  await drawn();
}

export const spoken = () => all("[aria-live=polite] p").map(({ textContent }) => textContent);
