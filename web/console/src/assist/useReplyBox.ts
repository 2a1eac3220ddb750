/** Putting text where the caret was in a box, and the caret behind it; a gap in the text is marked, to be written over. */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { openGap } from "./cannedReplies.ts";

interface ReplyBox {
  /** Remember where the caret is, before the focus goes elsewhere. */
  remember: () => void;
  /** Put text where it was, in place of what was marked; empty text only brings the focus back. */
  insert: (inserted: string) => void;
}

export function useReplyBox(
  box: RefObject<HTMLTextAreaElement | null>,
  text: string,
  write: (text: string) => void,
): ReplyBox {
  const caret = useRef({ start: 0, end: 0 });
  const next = useRef<{ start: number; end: number } | null>(null);

  useLayoutEffect(() => {
    if (!next.current) return;
    const { start, end } = next.current;
    next.current = null;
    box.current?.focus();
    box.current?.setSelectionRange(start, end);
  });

  return {
    remember: () => {
      const { selectionStart, selectionEnd } = box.current ?? {
        selectionStart: text.length,
        selectionEnd: text.length,
      };
      caret.current = { start: selectionStart, end: selectionEnd };
    },
    insert: (inserted) => {
      const { start, end } = caret.current;
      const gap = openGap(inserted);
      const from = start + (gap?.at ?? inserted.length);
      next.current = { start: from, end: from + (gap?.gap.length ?? 0) };
      write(text.slice(0, start) + inserted + text.slice(end));
    },
  };
}
