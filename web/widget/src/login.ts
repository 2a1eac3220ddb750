/** A login with an eID on its way: the window in which it happens, and the code with which it ends. */
import { signal } from "@moien/kit/signals.ts";
import * as v from "valibot";
import type { CitizenFrame } from "@moien/kit/frames.ts";

/** `opening`: the hub is asked where; `elsewhere`: the citizen is there; `checking`: the hub has the code. */
export type LoginStep = "idle" | "opening" | "elsewhere" | "checking";

/** What the login page tells the window that opened it. */
const told = v.object({ type: v.literal("moien-login"), code: v.string() });

const WINDOW = "popup,width=520,height=760";

export class Login {
  readonly step = signal<LoginStep>("idle");
  readonly problem = signal<"wrong_code" | "failed" | null>(null);
  /** Address of the login page where the browser let no window open; null where there is a window. */
  readonly link = signal<string | null>(null);
  readonly #send: (frame: CitizenFrame) => boolean;
  #window: Window | null = null;
  /** Where the login page lies, as the hub has said. */
  #origin: string | null = null;

  /** `send` gives a frame to the hub; false when there is no connection. */
  constructor(send: (frame: CitizenFrame) => boolean) {
    this.#send = send;
  }

  /**
   * Begin. Must run within the click: browsers open no window later. It opens empty and goes to the login page once the
   * hub has said where that is; it keeps its opener, for that is how the code comes back.
   */
  begin(waitText: string): void {
    this.over();
    if (!this.#send({ type: "start_login" })) {
      this.problem.value = "failed";
      return;
    }
    this.#window = window.open("", "_blank", WINDOW);
    if (this.#window) this.#window.document.body.textContent = waitText;
    this.step.value = "opening";
    addEventListener("message", this.#hear);
  }

  /** The hub has said where the login page is. */
  at(address: string): void {
    if (this.step.value !== "opening") return;
    const url = new URL(address);
    if (!/^https?:$/.test(url.protocol)) return this.refused();
    this.#origin = url.origin;
    if (this.#window && !this.#window.closed) this.#window.location.replace(url.href);
    else this.link.value = url.href;
    this.step.value = "elsewhere";
  }

  /** The code that the login page handed over or showed. */
  finish(code: string): void {
    const plain = code.trim();
    if (plain === "" || this.step.value !== "elsewhere") return;
    this.problem.value = null;
    if (this.#send({ type: "finish_login", code: plain })) this.step.value = "checking";
  }

  /** The hub refuses: a code can be corrected, a login that has not begun cannot. */
  refused(): void {
    const checked = this.step.value === "checking";
    if (!checked) this.over();
    this.step.value = checked ? "elsewhere" : "idle";
    this.problem.value = checked ? "wrong_code" : "failed";
  }

  /** The connection is gone: what was asked for will not be answered. */
  disconnected(): void {
    if (this.step.value === "opening") this.refused();
    else if (this.step.value === "checking") this.step.value = "elsewhere";
  }

  /** Logged in, given up, or about to begin anew. */
  over(): void {
    removeEventListener("message", this.#hear);
    this.#window?.close();
    this.#window = this.#origin = null;
    this.step.value = "idle";
    this.problem.value = this.link.value = null;
  }

  /** Only the window that was opened here, and only while it shows a page of the gateway, may hand a code over. */
  readonly #hear = ({ data, origin, source }: MessageEvent<unknown>): void => {
    if (this.#window === null || source !== this.#window || origin !== this.#origin) return;
    const read = v.safeParse(told, data);
    if (read.success) this.finish(read.output.code);
  };
}
