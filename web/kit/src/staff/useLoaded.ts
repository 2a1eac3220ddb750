/** Something that is loaded from the gateway: how it stands, loading again, and asking for it every few seconds. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Outcome } from "./calls.ts";

export interface Loaded<T> {
  /** What was loaded last; it stays while newer is on its way, and when that fails. */
  value: T | null;
  /** When it was loaded, in milliseconds since 1970. */
  at: number | null;
  standing: "loading" | "loaded" | "failed";
  again: () => void;
  /** Puts in what the gateway has answered to a change. */
  set: (value: T) => void;
}

interface Options {
  /** Milliseconds until it is asked for again, while the page can be seen. */
  every?: number;
}

/**
 * `load` must be stable (`useCallback`): another one loads anew. Only the newest question counts. `signedOut` is called
 * where the session has ended.
 */
export function useLoaded<T>(
  load: () => Promise<Outcome<T>>,
  signedOut: () => void,
  { every }: Options = {},
): Loaded<T> {
  const [value, setValue] = useState<T | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const [standing, setStanding] = useState<Loaded<T>["standing"]>("loading");
  const asked = useRef(0);
  const leave = useRef(signedOut);
  leave.current = signedOut;

  const set = useCallback((next: T) => {
    asked.current += 1;
    setValue(() => next);
    setAt(Date.now());
    setStanding("loaded");
  }, []);

  const ask = useCallback(async () => {
    const number = (asked.current += 1);
    const outcome = await load();
    if (number !== asked.current) return;
    if (outcome.done) set(outcome.value);
    else if (outcome.code === "signed_out") leave.current();
    else setStanding("failed");
  }, [load, set]);

  useEffect(() => {
    setStanding("loading");
    void ask();
    return () => {
      asked.current += 1;
    };
  }, [ask]);

  useEffect(() => {
    if (every === undefined) return;
    const askSeen = () => {
      if (document.visibilityState === "visible") void ask();
    };
    const timer = setInterval(askSeen, every);
    document.addEventListener("visibilitychange", askSeen);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", askSeen);
    };
  }, [ask, every]);

  const again = useCallback(() => {
    setStanding("loading");
    void ask();
  }, [ask]);

  return { value, at, standing, again, set };
}
