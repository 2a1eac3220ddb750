/** What launcher and panel say to each other; the panel is fetched when the chat is first opened. */
import type { Language } from "@moien/kit/languages.ts";

/** How the launcher is to look. */
export interface LauncherState {
  open: boolean;
  /** The panel covers the whole window. */
  hidden: boolean;
  /** Messages that have come while the chat was closed. */
  unread: number;
  language: Language;
}

/** Where a panel stands and what it belongs to. */
export interface Place {
  /** `<moien-chat>`. */
  element: HTMLElement;
  root: ShadowRoot;
  /** Holds the panel. */
  box: HTMLElement;
  /** Origin of the gateway. */
  server: string;
  site: string;
  /** Name of the administration, until the gateway has said it. */
  name: string;
  /** The chat is the whole page: always open, without a launcher. */
  full: boolean;
  show: (state: LauncherState) => void;
  focusLauncher: () => void;
}

export interface MountedPanel {
  /** `quiet` leaves the focus where it is. */
  setOpen: (open: boolean, quiet: boolean) => void;
  /** Take the panel away and end its connection. */
  end: () => void;
}

/** What `panel.js` exports. */
export interface PanelModule {
  mountPanel: (place: Place) => Promise<MountedPanel>;
}
