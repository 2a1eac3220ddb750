/** What an agent has switched on or off at this device, kept in the browser. */
import { signal, type ReadonlySignal } from "@moien/kit/signals.ts";
import { pageStorage } from "@moien/kit/outbox.ts";

const PREFIX = "moien:console:";

export class Switch {
  readonly #on;
  readonly #key: string;

  constructor(name: string, byDefault: boolean) {
    this.#key = PREFIX + name;
    const kept = pageStorage("localStorage")?.getItem(this.#key);
    this.#on = signal(kept === "on" || (kept !== "off" && byDefault));
  }

  get on(): ReadonlySignal<boolean> {
    return this.#on;
  }

  set(on: boolean): void {
    this.#on.value = on;
    try {
      pageStorage("localStorage")?.setItem(this.#key, on ? "on" : "off");
    } catch {
      // Storage is full or forbidden: the choice then lives as long as the page.
    }
  }
}

export interface Switches {
  /** A short tone when something is new. */
  sound: Switch;
  /** A notification of the system when the page cannot be seen. */
  desktop: Switch;
  /** Single keys do things (WCAG 2.1.4 asks that they can be switched off). */
  keys: Switch;
  /** The column with the details is shown, where there is room for three. */
  details: Switch;
}

export function storedSwitches(): Switches {
  return {
    sound: new Switch("sound", false),
    desktop: new Switch("desktop", false),
    keys: new Switch("keys", true),
    details: new Switch("details", true),
  };
}
