/** The button that opens and closes the chat, made by hand: it is all that a page carries before the first click. */
import type { Language } from "@moien/kit/languages.ts";
import type { LauncherState } from "./place.ts";
import { LAUNCHER_WORDS } from "./words.ts";

const SVG = "http://www.w3.org/2000/svg";
const CHAT = "M4 5.5h16v10.5h-8.5L7 20v-4H4V5.5Z M8 9.5h8 M8 12.5h5";
const CLOSE = "M6 6l12 12M18 6 6 18";

export class Button {
  /** The button, and what is said where the chat could not be fetched. */
  readonly parts: readonly [HTMLElement, HTMLElement];
  readonly #button = make("button", "launcher");
  readonly #path = document.createElementNS(SVG, "path");
  readonly #text = make("span", "");
  readonly #name = make("span", "unseen");
  readonly #badge = make("span", "badge");
  readonly #problem = make("p", "failure");
  #language: Language = "lb";

  /** `touched` comes before `pressed`, while the finger is still down: some of the work can be done meanwhile. */
  constructor(pressed: () => void, touched: () => void) {
    const icon = document.createElementNS(SVG, "svg");
    icon.setAttribute("class", "icon");
    icon.setAttribute("viewBox", "0 0 24 24");
    icon.setAttribute("aria-hidden", "true");
    icon.append(this.#path);
    this.#badge.setAttribute("aria-hidden", "true");
    this.#button.setAttribute("aria-haspopup", "dialog");
    this.#button.append(icon, this.#text, this.#name, this.#badge);
    this.#button.onclick = pressed;
    this.#button.onpointerdown = touched;
    this.#problem.setAttribute("role", "status");
    this.parts = [this.#problem, this.#button];
  }

  show({ open, hidden, unread, language }: LauncherState): void {
    this.#language = language;
    const words = LAUNCHER_WORDS[language];
    for (const part of this.parts) part.lang = language;
    this.#button.hidden = hidden;
    this.#button.setAttribute("aria-expanded", String(open));
    this.#path.setAttribute("d", open ? CLOSE : CHAT);
    this.#text.textContent = words.launcher;
    this.#name.textContent = `: ${words.launcher_name}`;
    this.#badge.textContent = String(unread);
    this.#badge.hidden = unread === 0;
  }

  /** The chat could not be fetched. */
  set failed(failed: boolean) {
    this.#problem.textContent = failed ? LAUNCHER_WORDS[this.#language].launcher_failed : "";
  }

  focus(): void {
    this.#button.focus();
  }
}

function make<K extends keyof HTMLElementTagNameMap>(tag: K, className: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}
