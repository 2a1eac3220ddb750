/** `<moien-chat>`: the widget as a custom element with an open shadow root, so that audits can look inside. */
import base from "@moien/kit/base.css?inline";
import brand from "@moien/kit/brand.css?inline";
import type { Language } from "@moien/kit/languages.ts";
import { languageAround, SMALL_WINDOW, wasLeftOpen, watchAround } from "./around.ts";
import { Button } from "./Button.ts";
import styles from "./launcher.css?inline";
import type { LauncherState, MountedPanel, PanelModule } from "./place.ts";

/**
 * Attributes: data-site, data-server (origin of the gateway), data-name (the administration), data-language, and
 * data-full where the chat is the whole page. The panel tells of `moien-open` and `moien-close`.
 */
export class MoienChat extends HTMLElement {
  /** Origin of the gateway where the element does not name one. */
  static server = location.origin;
  /** Fetches the panel, and what it will need first: its words in a language. */
  static fetchPanel: (server: string, language: Language) => Promise<PanelModule>;

  readonly #button = new Button(
    () => this.#show(!this.#state.open),
    () => void (this.#panel ?? this.#reach(false)),
  );
  readonly #root = this.attachShadow({ mode: "open" });
  readonly #box = document.createElement("div");
  #state: LauncherState = { open: false, hidden: false, unread: 0, language: "lb" };
  #panel: Promise<MountedPanel> | null = null;
  /** Whether the chat is to be open once the panel is here. */
  #wanted = false;
  #stop = (): void => undefined;

  connectedCallback(): void {
    this.#root.adoptedStyleSheets = [brand, base, styles].map(sheet);
    const frame = document.createElement("div");
    frame.className = "root";
    frame.append(this.#box, ...this.#button.parts);
    this.#root.replaceChildren(frame);
    const look = () => this.#draw(this.#panel ? {} : { language: languageAround(this) });
    this.#stop = watchAround(this, look);
    this.#draw({ open: false, hidden: this.#full, unread: 0 });
    look();
    const reopened = wasLeftOpen(this.#site) && !matchMedia(SMALL_WINDOW).matches;
    if (this.#full || reopened) this.#show(true, !this.#full);
  }

  disconnectedCallback(): void {
    this.#stop();
    void this.#panel?.then((panel) => panel.end());
    this.#panel = null;
  }

  /** Open the chat, as if the citizen had pressed the launcher. */
  open(): void {
    this.#show(true);
  }

  close(): void {
    this.#show(false);
  }

  get #full(): boolean {
    return this.dataset.full !== undefined;
  }

  get #site(): string {
    return this.dataset.site ?? "demo";
  }

  #show(open: boolean, quiet = false): void {
    this.#wanted = open;
    if (open || this.#panel) void this.#reach(quiet);
  }

  /** Fetch the panel, draw it, and show it if it is wanted by then. */
  async #reach(quiet: boolean): Promise<void> {
    this.#button.failed = false;
    const panel = (this.#panel ??= this.#mount());
    if (this.#wanted && !this.#box.hasChildNodes()) this.#box.className = "panel";
    try {
      const mounted = await panel;
      this.#box.className = "";
      if (this.#panel === panel) mounted.setOpen(this.#wanted, quiet);
    } catch (error) {
      console.error(error);
      if (this.#panel !== panel) return;
      this.#panel = null;
      this.#box.className = "";
      this.#button.failed = true;
    }
  }

  async #mount(): Promise<MountedPanel> {
    const server = this.dataset.server ?? MoienChat.server;
    const { mountPanel } = await MoienChat.fetchPanel(server, this.#state.language);
    return mountPanel({
      element: this,
      root: this.#root,
      box: this.#box,
      server,
      site: this.#site,
      name: this.dataset.name ?? location.hostname,
      full: this.#full,
      show: (state) => this.#draw(state),
      focusLauncher: () => this.#button.focus(),
    });
  }

  #draw(change: Partial<LauncherState>): void {
    this.#state = { ...this.#state, ...change };
    this.#button.show(this.#state);
  }
}

function sheet(css: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
}
