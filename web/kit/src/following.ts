/** A log that follows what is new while the reader is there, and keeps the reader's place otherwise. */
import type { RefObject } from "preact";
import { useCallback, useLayoutEffect, useRef, useState } from "preact/hooks";

/** Pixels from the end within which a reader counts as being there. */
const NEAR_END = 48;

/** Pixels left free above the message that is kept in view. */
const ABOVE = 12;

export interface Following {
  /** The scrolling box; its first child holds the log. */
  box: RefObject<HTMLDivElement | null>;
  onScroll: () => void;
  toEnd: () => void;
  /** There is more below that the reader has not seen. */
  more: boolean;
}

/**
 * `seq` grows with the log; `own` counts what the reader has on its way: writing always leads back to the end. A long
 * answer is shown from the last `keep` on (a selector, for instance the reader's own messages): what was asked stays in
 * view, and reading goes downwards.
 */
export function useFollowing(seq: number, own: number, keep: string): Following {
  const box = useRef<HTMLDivElement>(null);
  /** Where the log was put last; a reader who is still there, or at the end, follows. */
  const put = useRef(0);
  const follows = useRef(true);
  const [more, setMore] = useState(false);

  const look = useCallback(() => {
    const element = box.current;
    if (!element) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    const nearEnd = scrollHeight - clientHeight - scrollTop < NEAR_END;
    follows.current = nearEnd || Math.abs(scrollTop - put.current) < 2;
    if (nearEnd) setMore(false);
  }, []);

  const follow = useCallback(() => {
    const element = box.current;
    if (!element || !follows.current) return;
    const end = element.scrollHeight - element.clientHeight;
    const kept = [...element.querySelectorAll<HTMLElement>(keep)].at(-1);
    put.current = Math.max(0, Math.min(end, (kept?.offsetTop ?? end) - ABOVE));
    element.scrollTop = put.current;
    setMore(end - put.current >= NEAR_END);
  }, [keep]);

  const toEnd = useCallback(() => {
    const element = box.current;
    if (!element) return;
    follows.current = true;
    element.scrollTop = element.scrollHeight;
    setMore(false);
  }, []);

  useLayoutEffect(() => {
    if (follows.current) follow();
    else setMore(true);
  }, [seq, follow]);

  const ownBefore = useRef(own);
  useLayoutEffect(() => {
    if (own > ownBefore.current) {
      follows.current = true;
      follow();
    }
    ownBefore.current = own;
  }, [own, follow]);

  // The box shrinks when the input grows, the log grows with what is not counted in seq: a typing line, another language.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(follow);
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, [follow]);

  return { box, onScroll: look, toEnd, more };
}
