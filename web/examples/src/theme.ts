/** Light or dark as the example wants it, not as the device does: the page rewrites what its styles ask of the device. */
import type { Theme } from "./place.ts";

const KIND = "prefers-color-scheme";

/** The rules that hold for dark devices, found once, since afterwards they no longer say so. */
const dark = new WeakSet<CSSMediaRule>();

export function wear(theme: Theme, sheets: Iterable<CSSStyleSheet>, elements: readonly HTMLElement[]): void {
  for (const element of elements) element.style.colorScheme = theme;
  for (const sheet of sheets) {
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSMediaRule)) continue;
      if (rule.media.mediaText.includes(KIND)) dark.add(rule);
      if (dark.has(rule)) rule.media.mediaText = theme === "dark" ? "all" : "not all";
    }
  }
}
