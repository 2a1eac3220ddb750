/** The keys of the desk: which key does what, and when a press of a key counts as one of them. A pure table. */

/** What a key does; the words of each are under the same name in the files of wording. */
export type Command =
  | "take_next"
  | "down"
  | "up"
  | "own"
  | "claim"
  | "reply"
  | "note"
  | "transfer"
  | "give_back"
  | "close"
  | "details"
  | "presence"
  | "search"
  | "desk"
  | "help"
  | "leave";

interface Binding {
  command: Command;
  /** Values of `KeyboardEvent.key`, in lower case. */
  keys: readonly string[];
  /** How the keys are written for people. */
  shown: readonly string[];
  /** Held down with it. Single keys need none, and never fire while somebody types. */
  alt?: true;
  /** Counts only while somebody types. */
  inText?: true;
}

/**
 * Every single key can be switched off (WCAG 2.1.4). Alt with an arrow up or down also works while typing: neither
 * browsers nor screen readers do anything with it in a box for text. Escape leaves the box, then the single keys count.
 */
export const BINDINGS: readonly Binding[] = [
  { command: "take_next", keys: ["n"], shown: ["N"] },
  { command: "claim", keys: ["a"], shown: ["A"] },
  { command: "down", keys: ["j"], shown: ["J"] },
  { command: "up", keys: ["k"], shown: ["K"] },
  { command: "down", keys: ["arrowdown"], shown: ["Alt", "↓"], alt: true },
  { command: "up", keys: ["arrowup"], shown: ["Alt", "↑"], alt: true },
  { command: "own", keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"], shown: ["1", "…", "9"] },
  { command: "reply", keys: ["r"], shown: ["R"] },
  { command: "note", keys: ["i"], shown: ["I"] },
  { command: "leave", keys: ["escape"], shown: ["Esc"], inText: true },
  { command: "transfer", keys: ["t"], shown: ["T"] },
  { command: "give_back", keys: ["g"], shown: ["G"] },
  { command: "close", keys: ["c"], shown: ["C"] },
  { command: "details", keys: ["d"], shown: ["D"] },
  { command: "presence", keys: ["p"], shown: ["P"] },
  { command: "search", keys: ["s", "/"], shown: ["S"] },
  { command: "desk", keys: ["q"], shown: ["Q"] },
  { command: "help", keys: ["?"], shown: ["?"] },
];

/** The part of a key press that counts. */
export type Press = Pick<KeyboardEvent, "key" | "altKey" | "ctrlKey" | "metaKey" | "isComposing">;

export interface Found {
  command: Command;
  /** The key as pressed, for commands that have several. */
  key: string;
}

/** What this press asks for; null when it is none of the desk's keys. `single`: whether single keys are on. */
export function commandOf(press: Press, typing: boolean, single: boolean): Found | null {
  if (press.isComposing || press.ctrlKey || press.metaKey) return null;
  const key = press.key.toLowerCase();
  const found = BINDINGS.find(
    ({ keys, alt = false, inText }) =>
      keys.includes(key) && alt === press.altKey && (alt || (inText ? typing : !typing && single)),
  );
  return found ? { command: found.command, key } : null;
}

/** Inputs in which no text is written: keys count while one of them has the focus, those that it uses itself apart. */
const NOT_TEXT = ["checkbox", "radio", "button", "submit", "reset"];

/** Whether a key pressed there writes, or chooses by typing, as in a list to choose from. */
export function typesInto(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) {
    return true;
  }
  return target instanceof HTMLInputElement && !NOT_TEXT.includes(target.type);
}
