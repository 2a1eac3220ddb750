/** How long somebody has been waiting, in words that count along. */
import { useEffect, useState } from "preact/hooks";
import { fill } from "@moien/kit/words.ts";
import type { ConsoleWords } from "./consoleWords.ts";

const MINUTE = 60_000;

/** The time since `at` (ISO 8601) as a citizen would feel it. */
export function waited(words: ConsoleWords["time"], at: string, now: number): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(at)) / MINUTE));
  if (minutes < 1) return words.moment;
  if (minutes < 60) return fill(words.minutes, { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return fill(words.hours, { h: hours, n: minutes % 60 });
  return fill(words.days, { d: Math.floor(hours / 24), h: hours % 24 });
}

/** The time now, renewed four times a minute. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE / 4);
    return () => clearInterval(timer);
  }, []);
  return now;
}
