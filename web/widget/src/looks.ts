/** The looks of parts that are fetched later: they are worn by every panel of the page, those that come later too. */

const sheets: CSSStyleSheet[] = [];
const roots = new Set<ShadowRoot>();

/** Give every panel this style sheet; a part calls it once, when it is fetched. */
export function wear(css: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  sheets.push(sheet);
  for (const root of roots) root.adoptedStyleSheets.push(sheet);
}

/** Put on what has been fetched so far and what still comes; gives the way to stop. */
export function dress(root: ShadowRoot): () => void {
  root.adoptedStyleSheets.push(...sheets);
  roots.add(root);
  return () => roots.delete(root);
}
