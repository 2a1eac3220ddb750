/** How long somebody has been waiting, in words that count along. */
import { signal } from "@moien/kit/signals.ts";
import { useEffect, useState } from "preact/hooks";
import { fill } from "@moien/kit/words.ts";
import type { ConsoleWords } from "./consoleWords.ts";

const SECOND = 1000;
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

/** The same to the second, as on a stopwatch: `0:07`, `12:30`, `1:05 h`, `2 d 3 h`. */
export function clock(words: ConsoleWords["time"], at: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(at)) / SECOND));
  const two = (number: number) => String(number).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return fill(words.clock_hours, { h: hours, m: two(minutes % 60) });
  return fill(words.clock_days, { d: Math.floor(hours / 24), h: hours % 24 });
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

const second = signal(Date.now());
let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** The time now, to the second; one timer for everything on the page that ticks. */
export function useSecond(): number {
  useEffect(() => {
    watchers += 1;
    if (watchers === 1) {
      second.value = Date.now();
      timer = setInterval(() => (second.value = Date.now()), SECOND);
    }
    return () => {
      watchers -= 1;
      if (watchers === 0) clearInterval(timer);
    };
  }, []);
  return second.value;
}
