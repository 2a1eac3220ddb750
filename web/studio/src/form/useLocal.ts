/** What is typed into a field of the form: shown at once, handed on after a pause or when the field is left. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";

/** Milliseconds without a key until a value goes into the text. */
const PAUSE = 600;

export interface Local<T> {
  shown: T;
  /** Typed; `now` where nothing follows, as when a line is taken away. */
  type: (value: T, now?: boolean) => void;
  focused: (inside: boolean) => void;
}

/** `same` and `send` may change with every render; a value from outside is taken while nobody types here. */
export function useLocal<T>(value: T, same: (a: T, b: T) => boolean, send: (before: T, after: T) => void): Local<T> {
  const [shown, setShown] = useState(value);
  const state = useRef({ typed: value, sent: value, inside: false, same, send });
  state.current.same = same;
  state.current.send = send;
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const flush = useCallback(() => {
    clearTimeout(timer.current);
    const { typed, sent } = state.current;
    if (state.current.same(typed, sent)) return;
    state.current.sent = typed;
    state.current.send(sent, typed);
  }, []);

  useEffect(() => {
    const now = state.current;
    if (now.inside && !now.same(now.typed, value)) return;
    now.typed = value;
    now.sent = value;
    setShown(() => value);
  }, [value]);

  // A field that goes away hands on what was typed.
  useEffect(() => flush, [flush]);

  return {
    shown,
    type: (typed, now = false) => {
      state.current.typed = typed;
      setShown(() => typed);
      clearTimeout(timer.current);
      if (now) flush();
      else timer.current = setTimeout(flush, PAUSE);
    },
    focused: (inside) => {
      state.current.inside = inside;
      if (!inside) flush();
    },
  };
}
