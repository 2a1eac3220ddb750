/** What the widget keeps in the browser, all of it only after the citizen opened the chat. */
import * as v from "valibot";
import { lastingFrame, type LastingFrame } from "@moien/kit/frames.ts";
import { Outbox, pageStorage } from "@moien/kit/outbox.ts";
import { openKey } from "./launcher/around.ts";

/** Whether a frame is something the citizen said or gave, to be shown as a message and sent again when refused. */
export function isWriting(frame: LastingFrame): frame is Extract<LastingFrame, { type: "say" | "attach" }> {
  return frame.type === "say" || frame.type === "attach";
}

/** Whether a frame answers the bot: while it is on its way, the question is no longer open. */
export function isAnswer(frame: LastingFrame): boolean {
  return isWriting(frame) || frame.type === "press";
}

function isLasting(value: unknown): value is LastingFrame {
  return v.is(lastingFrame, value);
}

/** Token of the conversation and unacknowledged frames (until they are forgotten), open panel (until the tab closes). */
export class Store {
  readonly #prefix: string;
  readonly #lasting: Storage | null;
  readonly #tab: Storage | null;
  readonly #openKey: string;

  /** `site` keeps conversations of different sites on one origin apart. */
  constructor(site: string) {
    this.#prefix = `moien:${site}:`;
    this.#openKey = openKey(site);
    this.#lasting = pageStorage("localStorage");
    this.#tab = pageStorage("sessionStorage");
  }

  get token(): string | null {
    return this.#lasting?.getItem(`${this.#prefix}token`) ?? null;
  }

  set token(token: string | null) {
    write(this.#lasting, `${this.#prefix}token`, token);
    if (token === null) this.easy = false;
  }

  /** Keep in mind whether the citizen left the panel open in this tab: the next page of the site then shows it again. */
  set open(open: boolean) {
    write(this.#tab, this.#openKey, open ? "yes" : null);
  }

  /** Until when this tab polls because WebSockets are blocked, in milliseconds since 1970. */
  get pollsUntil(): number {
    return Number(this.#tab?.getItem(`${this.#prefix}polls`));
  }

  set pollsUntil(until: number) {
    write(this.#tab, `${this.#prefix}polls`, until > 0 ? String(until) : null);
  }

  /** Whether the citizen reads in easy language. */
  get easy(): boolean {
    return this.#lasting?.getItem(`${this.#prefix}easy`) === "yes";
  }

  set easy(easy: boolean) {
    write(this.#lasting, `${this.#prefix}easy`, easy ? "yes" : null);
  }

  outbox(): Outbox<LastingFrame> {
    return new Outbox(this.#lasting, `${this.#prefix}out:`, isLasting);
  }
}

function write(storage: Storage | null, key: string, value: string | null): void {
  try {
    if (value === null) storage?.removeItem(key);
    else storage?.setItem(key, value);
  } catch {
    // Storage is full or forbidden: the conversation then lives as long as the page.
  }
}
