/** The focus must not fall to the page when what had it disappears: it goes somewhere sensible nearby instead. */
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/**
 * When the focused element inside `frame` is gone after a render of the component, `rescue` says where the focus goes.
 * A focus that is elsewhere, or on something that is still there, is never moved.
 */
export function useFocusKept(frame: RefObject<HTMLElement | null>, rescue: () => HTMLElement | null): void {
  const root = frame.current?.getRootNode() as Document | ShadowRoot | undefined;
  const focused = root?.activeElement ?? null;
  const inside = focused !== null && (frame.current?.contains(focused) ?? false);
  useLayoutEffect(() => {
    const now = root?.activeElement ?? null;
    // A component further in may have rescued it already.
    if (inside && !focused.isConnected && (now === null || now === document.body)) rescue()?.focus();
  });
}
