/** A log that follows what is new while the reader is there, and keeps the reader's place otherwise. */
import type { RefObject } from "preact";
import { useCallback, useLayoutEffect, useRef, useState } from "preact/hooks";

/** Pixels from the end within which a reader counts as being there. */
const NEAR_END = 48;

/** Pixels left free above what is kept in view. */
const ABOVE = 12;

/** Milliseconds within which what arrives belongs together: nobody has read the first part before the second came. */
const BURST = 2500;

export interface Following {
  /** The scrolling box; its first child holds the log, its entries carry `data-seq`. */
  box: RefObject<HTMLDivElement | null>;
  onScroll: () => void;
  toEnd: () => void;
  /** There is more below that the reader has not seen. */
  more: boolean;
  /** Whether the log follows what is new: the reader has not gone elsewhere. */
  follows: RefObject<boolean>;
}

interface Log {
  /** Grows with the log. */
  seq: number;
  /** False while an older log is being loaded: that is shown from the reader's last words on. */
  fresh: boolean;
  /** How much of what the reader wrote is still on its way: writing always leads back to the end. */
  own: number;
  /** Selects the entries of the reader. */
  ownEntries: string;
}

/**
 * What fits below the last thing read is simply shown. A longer text is shown from its beginning (with the reader's
 * question, when it answers one), so that reading goes downwards.
 */
export function useFollowing({ seq, fresh, own, ownEntries }: Log): Following {
  const box = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  /** Where the log was put last, and whether that was its end. */
  const put = useRef(0);
  /** How high log and box were then. */
  const heights = useRef({ log: 0, box: 0 });
  const atEnd = useRef(true);
  /** The entry that must stay in view, and when it became that. */
  const anchor = useRef<HTMLElement | null>(null);
  const anchoredAt = useRef(0);
  const seqBefore = useRef(0);
  const ownBefore = useRef(own);
  const [more, setMore] = useState(false);

  const follow = useCallback(() => {
    const element = box.current;
    if (!element || !follows.current) return;
    const end = Math.max(0, element.scrollHeight - element.clientHeight);
    const top = anchor.current?.isConnected ? anchor.current.offsetTop - ABOVE : end;
    put.current = Math.max(0, Math.min(end, top));
    heights.current = { log: element.scrollHeight, box: element.clientHeight };
    atEnd.current = end - put.current < NEAR_END;
    element.scrollTop = put.current;
    setMore(!atEnd.current);
  }, []);

  const onScroll = useCallback(() => {
    const element = box.current;
    if (!element) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    // Where something has grown, the browser has moved the log, not the reader; the observer below puts it right.
    const { log, box: shown } = heights.current;
    if (follows.current && (scrollHeight !== log || clientHeight !== shown)) return;
    atEnd.current = scrollHeight - clientHeight - scrollTop < NEAR_END;
    follows.current = atEnd.current || Math.abs(scrollTop - put.current) < 2;
    // Where the reader goes from now on is nobody's doing but theirs, whatever comes in above.
    if (!follows.current) put.current = NaN;
    if (atEnd.current) setMore(false);
  }, []);

  const toEnd = useCallback(() => {
    follows.current = true;
    anchor.current = null;
    follow();
  }, [follow]);

  useLayoutEffect(() => {
    const element = box.current;
    const before = seqBefore.current;
    seqBefore.current = seq;
    if (!element || seq === before) return;
    if (!follows.current) return setMore(true);
    if (!fresh) {
      anchor.current = [...element.querySelectorAll<HTMLElement>(ownEntries)].at(-1) ?? null;
    } else if (!anchor.current?.isConnected || (atEnd.current && Date.now() - anchoredAt.current > BURST)) {
      anchor.current = beginningOfNews(element, before, ownEntries);
      anchoredAt.current = Date.now();
    }
    follow();
  }, [seq, fresh, ownEntries, follow]);

  useLayoutEffect(() => {
    if (own > ownBefore.current) toEnd();
    ownBefore.current = own;
  }, [own, toEnd]);

  // The box shrinks when the input grows; the log grows with what seq does not count: a typing line, another language.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      // Whoever writes sees what they answer: the end stays in view above the input.
      if (atEnd.current && element.clientHeight < heights.current.box) anchor.current = null;
      follow();
    });
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, [follow]);

  return { box, onScroll, toEnd, more, follows };
}

function beginningOfNews(box: HTMLElement, readUpTo: number, ownEntries: string): HTMLElement | null {
  const first = [...box.querySelectorAll<HTMLElement>("[data-seq]")].find(
    ({ dataset }) => Number(dataset.seq) > readUpTo,
  );
  const before = first?.previousElementSibling;
  return before instanceof HTMLElement && before.matches(ownEntries) ? before : (first ?? null);
}
