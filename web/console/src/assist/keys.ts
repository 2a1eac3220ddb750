/** The keys of what helps to write: single ones, as those of the desk, and those that count only in the box. */
import type { Press } from "../keys.ts";

export type AssistCommand = "replies" | "translate" | "attach" | "service";

interface AssistBinding {
  command: AssistCommand | "slash" | "translate_now";
  /** Values of `KeyboardEvent.key`, in lower case; none where the box itself looks after it. */
  keys: readonly string[];
  /** How the keys are written for people. */
  shown: readonly string[];
}

/** None of them is a key of the desk (`../keys.ts`). */
export const ASSIST_BINDINGS: readonly AssistBinding[] = [
  { command: "replies", keys: ["m"], shown: ["M"] },
  { command: "slash", keys: [], shown: ["/"] },
  { command: "translate", keys: ["l"], shown: ["L"] },
  { command: "translate_now", keys: [], shown: ["Ctrl", "Enter"] },
  { command: "attach", keys: ["u"], shown: ["U"] },
  { command: "service", keys: ["f"], shown: ["F"] },
];

/** What a press asks for outside of any text; null when it is none of these keys. */
export function assistCommandOf(press: Press): AssistCommand | null {
  if (press.isComposing || press.ctrlKey || press.metaKey || press.altKey) return null;
  const found = ASSIST_BINDINGS.find(({ keys }) => keys.includes(press.key.toLowerCase()));
  return found === undefined || found.command === "slash" || found.command === "translate_now" ? null : found.command;
}
