/** Brings the looks of the forms along with them: into the shadow root in which the first one stands. */
import styles from "./fields.css?inline";

const sheet = new CSSStyleSheet();
sheet.replaceSync(styles);

/** `inside` stands in the panel. */
export function dress(inside: Element | null): void {
  const root = inside?.getRootNode();
  if (root instanceof ShadowRoot && !root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}
