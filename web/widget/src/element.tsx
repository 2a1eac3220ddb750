/** `<moien-chat>`: the widget as a custom element with an open shadow root, so that audits can look inside. */
import { signal } from "@preact/signals";
import { render } from "preact";
import tokens from "@moien/kit/tokens.css?inline";
import person from "./person.css?inline";
import { watchLanguage, SMALL_WINDOW } from "./page.ts";
import services from "./services.css?inline";
import { Session } from "./session.ts";
import { Store } from "./store.ts";
import { Widget, type Door } from "./Widget.tsx";
import styles from "./widget.css?inline";

/** Attributes: data-site, data-server (origin of the gateway), data-name (the administration), data-language. */
export class MoienChat extends HTMLElement {
  #door: Door | null = null;
  #end: (() => void) | null = null;

  connectedCallback(): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet(tokens), sheet(styles), sheet(services), sheet(person)];
    const site = this.dataset.site ?? "demo";
    const store = new Store(site);
    const { language, stop } = watchLanguage(this);
    const open = signal(false);
    const session = signal<Session | null>(null);
    const setOpen = (wanted: boolean) => {
      if (wanted && !session.value) {
        session.value = new Session({
          server: this.dataset.server ?? location.origin,
          site,
          store,
          pageLanguage: language,
        });
        session.value.start();
      }
      open.value = wanted;
      store.open = wanted;
    };
    const reopened = store.open && !matchMedia(SMALL_WINDOW).matches;
    if (reopened) setOpen(true);
    this.#door = { open, session, setOpen };
    this.#end = () => {
      stop();
      session.value?.stop();
      render(null, root);
    };
    const name = this.dataset.name ?? location.hostname;
    render(<Widget element={this} name={name} pageLanguage={language} door={this.#door} reopened={reopened} />, root);
  }

  disconnectedCallback(): void {
    this.#end?.();
    this.#door = this.#end = null;
  }

  /** Open the chat, as if the citizen had pressed the launcher. */
  open(): void {
    this.#door?.setOpen(true);
  }

  close(): void {
    this.#door?.setOpen(false);
  }
}

function sheet(css: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
}
