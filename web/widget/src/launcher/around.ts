/** The website around the widget, as far as the launcher must know it before the chat is opened. */
import { firstSpoken, type Language } from "@moien/kit/languages.ts";

/** Windows this small show the panel full screen; in em, so that zoomed text counts. */
export const SMALL_WINDOW = "(max-width: 30em), (max-height: 30em)";

/** The language the widget begins in: what the embedding says, else the page's, else the browser's. */
export function languageAround(element: HTMLElement): Language {
  return firstSpoken([element.dataset.language, document.documentElement.lang, ...navigator.languages]);
}

/** Be told when the language around the widget may have changed; gives the way to stop. */
export function watchAround(element: HTMLElement, changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["lang"] });
  observer.observe(element, { attributes: true, attributeFilter: ["data-language"] });
  return () => observer.disconnect();
}

/** Where a tab remembers that the citizen left the chat of a site open; written by the panel only. */
export function openKey(site: string): string {
  return `moien:${site}:open`;
}

/** Whether the citizen left the chat open on the page before. */
export function wasLeftOpen(site: string): boolean {
  try {
    return sessionStorage.getItem(openKey(site)) === "yes";
  } catch {
    return false; // The browser forbids storing.
  }
}
