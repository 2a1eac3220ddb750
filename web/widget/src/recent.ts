/** Only the newest part of a long log stands in the page; what is earlier comes in when the reader goes up to it. */
import { options, type RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

/** Entries that stand in the page to begin with. */
const SHOWN = 60;

/** Entries that come in, or go out, at a time: few enough to be drawn between two frames. */
const STEP = 10;

/** Pixels from the top within which earlier entries come in by themselves. */
const NEAR_TOP = 1500;

export interface Recent {
  /** Index of the first entry that stands in the page. */
  first: number;
  /** Let earlier entries in. */
  earlier: () => void;
  /** The reader has moved; `follows`: to where the log follows what is new. */
  moved: (follows: boolean) => void;
}

/** `box` scrolls; its entries carry `data-seq`. `count` is the number of all entries. */
export function useRecent(box: RefObject<HTMLElement | null>, count: number): Recent {
  /** The first entry while the reader is further up; null while it moves along with the end. */
  const [held, setHeld] = useState<number | null>(null);
  /** Who prints, or looks for a word, wants all of it. */
  const [whole, setWhole] = useState(false);
  const usual = Math.max(0, Math.floor((count - SHOWN) / STEP) * STEP);
  const first = whole ? 0 : Math.min(held ?? usual, usual);
  /** An entry that is in view, and how far below the top: there it stays, whatever comes in or goes out above. */
  const mark = useRef<{ entry: HTMLElement; down: number } | null>(null);

  const keepPlace = () => {
    const top = box.current?.scrollTop ?? 0;
    const entries = [...(box.current?.querySelectorAll<HTMLElement>("[data-seq]") ?? [])];
    const entry = entries.find(({ offsetTop, offsetHeight }) => offsetTop + offsetHeight > top);
    if (entry) mark.current = { entry, down: entry.offsetTop - top };
  };

  useLayoutEffect(() => {
    const { entry, down } = mark.current ?? {};
    mark.current = null;
    if (entry?.isConnected && down !== undefined) box.current?.scrollTo(0, entry.offsetTop - down);
  }, [box, first]);

  useEffect(() => {
    const show = (all: boolean) => {
      keepPlace();
      // The browser prints as soon as the event is over, or before, where a script asks for it.
      options.debounceRendering = (draw) => draw();
      setWhole(all);
      options.debounceRendering = queueMicrotask;
    };
    const print = ({ type }: Event) => show(type === "beforeprint");
    const find = ({ key, ctrlKey, metaKey }: KeyboardEvent) => {
      if (key === "f" && (ctrlKey || metaKey)) show(true);
    };
    addEventListener("beforeprint", print);
    addEventListener("afterprint", print);
    addEventListener("keydown", find);
    return () => {
      removeEventListener("beforeprint", print);
      removeEventListener("afterprint", print);
      removeEventListener("keydown", find);
    };
    // The box is one and the same as long as the log stands.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  const earlier = () => {
    keepPlace();
    setHeld(Math.max(0, first - STEP));
  };
  const moved = (follows: boolean) => {
    if (follows) setHeld(null);
    else if (first > 0 && (box.current?.scrollTop ?? 0) < NEAR_TOP) earlier();
    else setHeld(first);
  };
  return { first, earlier, moved };
}
