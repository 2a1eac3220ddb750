/** How the widget steps back behind a full-screen panel, and keeps above the on-screen keyboard. */

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
