/** The polite live region: says each new message once, also when the same text comes twice, and what the bot does. */
import { effect } from "@moien/kit/signals.ts";
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Stage } from "@moien/kit/frames.ts";
import { useSpeech } from "./context.ts";
import { aboutSite, announcement, isDisclosure, progressText, type Utterance } from "./spoken.ts";

/** Milliseconds an announcement stays in the document: long enough for every screen reader to take it up. */
const STAYS = 20_000;

export function Announcer(): JSX.Element {
  const { session, easy, language } = useSpeech();
  const [spoken, setSpoken] = useState<readonly (Utterance & { id: number })[]>([]);
  const next = useRef(0);
  const speaks = useRef(language);
  speaks.current = language;

  // Before anything can arrive: an effect after painting would miss the first notice.
  useLayoutEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const say = (utterance: Utterance) => {
      const id = (next.current += 1);
      setSpoken((before) => [...before, { ...utterance, id }]);
      const timer = setTimeout(() => {
        timers.delete(timer);
        setSpoken((before) => before.filter((entry) => entry.id !== id));
      }, STAYS);
      timers.add(timer);
    };
    const stopHearing = session.news.onArrival(({ data }) => {
      const utterance = announcement(speaks.current, data, session.site.value, easy);
      if (utterance) say(utterance);
      if (isDisclosure(data) && session.site.value === null) sayLater();
    });
    // Who answers for the chat is heard as soon as it is known.
    let stopWaiting: (() => void) | undefined;
    const sayLater = () => {
      stopWaiting?.();
      stopWaiting = effect(() => {
        const site = session.site.value;
        if (site === null) return;
        say({ text: aboutSite(speaks.current, site), language: speaks.current });
        queueMicrotask(() => stopWaiting?.());
      });
    };
    const told = new Set<Stage>();
    const stopWatching = effect(() => {
      const progress = session.progress.value;
      if (progress === null) return told.clear();
      if (progress.stage === null || told.has(progress.stage)) return;
      told.add(progress.stage);
      say({ text: progressText(speaks.current, progress), language: speaks.current });
    });
    return () => {
      stopHearing();
      stopWaiting?.();
      stopWatching();
      for (const timer of timers) clearTimeout(timer);
    };
  }, [session, easy]);

  return (
    <div class="unseen" aria-live="polite" aria-relevant="additions">
      {spoken.map(({ id, text, language: own }) => (
        <p key={id} lang={own}>
          {text}
        </p>
      ))}
    </div>
  );
}
