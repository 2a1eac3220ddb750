/** The website around the widget: which language it speaks, and how it steps back behind a full-screen panel. */
import { signal, type ReadonlySignal } from "@preact/signals";
import { firstSpoken, type Language } from "@moien/kit/languages.ts";

/** Windows this small show the panel full screen; in em, so that zoomed text counts. */
export const SMALL_WINDOW = "(max-width: 30em), (max-height: 30em)";

/** The language the widget begins in: what the embedding says, else the page's, else the browser's. Follows changes. */
export function watchLanguage(element: HTMLElement): { language: ReadonlySignal<Language>; stop: () => void } {
  const page = document.documentElement;
  const read = () => firstSpoken([element.dataset.language, page.lang, ...navigator.languages]);
  const language = signal(read());
  const observer = new MutationObserver(() => (language.value = read()));
  observer.observe(page, { attributes: true, attributeFilter: ["lang"] });
  observer.observe(element, { attributes: true, attributeFilter: ["data-language"] });
  return { language, stop: () => observer.disconnect() };
}

/** Make everything but the widget unreachable and still; gives the way back. */
export function holdPage(element: HTMLElement): () => void {
  const held: HTMLElement[] = [];
  for (let inside: HTMLElement = element; inside !== document.body;) {
    const parent = inside.parentElement;
    if (!parent) break;
    for (const sibling of parent.children) {
      if (sibling === inside || !(sibling instanceof HTMLElement) || sibling.inert) continue;
      sibling.inert = true;
      held.push(sibling);
    }
    inside = parent;
  }
  const { style } = document.documentElement;
  const overflow = style.overflow;
  style.overflow = "hidden";
  return () => {
    style.overflow = overflow;
    for (const sibling of held) sibling.inert = false;
  };
}

/** Keep an element as high as the part of the window that the on-screen keyboard leaves; gives the way to stop. */
export function fitAboveKeyboard(panel: HTMLElement): () => void {
  const visible = window.visualViewport;
  if (!visible) return () => undefined;
  const fit = () => {
    if (visible.scale > 1.01) return; // The reader zooms with two fingers: that is no keyboard.
    panel.style.height = `${visible.height}px`;
    panel.style.top = `${visible.offsetTop}px`;
  };
  fit();
  visible.addEventListener("resize", fit);
  visible.addEventListener("scroll", fit);
  return () => {
    visible.removeEventListener("resize", fit);
    visible.removeEventListener("scroll", fit);
    panel.style.removeProperty("height");
    panel.style.removeProperty("top");
  };
}
