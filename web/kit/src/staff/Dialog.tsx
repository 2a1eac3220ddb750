/** The frame of everything that lies over the page: a heading, a way out, and the focus kept inside. */
import type { ComponentChildren, JSX } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../Icon.tsx";
import { useStaffWords } from "./frame.ts";

interface DialogProps {
  heading: string;
  /** Called once it is closed, whichever way. */
  closed: () => void;
  onKeyDown?: (event: KeyboardEvent) => void;
  /** Two columns find room in it. */
  wide?: boolean;
  children: ComponentChildren;
}

export function Dialog({ heading, closed, onKeyDown, wide = false, children }: DialogProps): JSX.Element {
  const words = useStaffWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const id = useId();

  // What asks for the focus inside (autofocus) gets it; otherwise reading begins at the heading.
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    if (!dialog.current?.querySelector("[autofocus]")) title.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  return (
    <dialog
      class={wide ? "over wide" : "over"}
      ref={dialog}
      aria-labelledby={`${id}heading`}
      onClose={closed}
      onKeyDown={onKeyDown}
    >
      <header>
        <h2 id={`${id}heading`} ref={title} tabIndex={-1}>
          {heading}
        </h2>
        <button
          type="button"
          class="button quiet square"
          aria-label={words.close}
          title={words.close}
          onClick={() => dialog.current?.close()}
        >
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}
