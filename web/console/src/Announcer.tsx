/** Says what is new: to screen readers in words, and by sound and notification in one tab only. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { fill } from "@moien/kit/words.ts";
import { useWords, type ConsoleWords } from "./consoleWords.ts";
import { useDesk } from "./context.ts";
import type { Desk } from "./desk.ts";
import type { News } from "./deskNews.ts";
import type { Nearness } from "./tabs.ts";
import { useWorkplace } from "./workplace.ts";

/** So many sentences are kept for screen readers: all that can come within one breath. */
const KEPT = 3;

export function Announcer(): JSX.Element {
  const desk = useDesk();
  const { alerts } = useWorkplace();
  const { words } = useWords();
  const [said, setSaid] = useState<readonly { key: string; text: string }[]>([]);

  useEffect(
    () =>
      desk.listen((news) => {
        const shown = isShown(desk, news);
        const text = newsText(words, news);
        if (!shown) setSaid((before) => [...before, { key: news.key, text }].slice(-KEPT));
        if (!concerns(desk, news)) return;
        desk.ring(news.key, nearness(shown), () =>
          alerts.tell(words.title, text, news.key, () => {
            if (news.kind !== "callback") desk.select(news.ticket.conversation);
            location.hash = "#desk";
          }),
        );
      }),
    [desk, alerts, words],
  );

  // The browser lets a page sound after the first press in it.
  useEffect(() => {
    const wake = () => alerts.wake();
    addEventListener("pointerdown", wake, { once: true });
    addEventListener("keydown", wake, { once: true });
    return () => {
      removeEventListener("pointerdown", wake);
      removeEventListener("keydown", wake);
    };
  }, [alerts]);

  return (
    <div class="unseen announcer" aria-live="polite">
      {said.map(({ key, text }) => (
        <p key={key}>{text}</p>
      ))}
    </div>
  );
}

/** Never anything that a citizen wrote: a notification of the system may be seen by others. */
function newsText(words: ConsoleWords, news: News): string {
  switch (news.kind) {
    case "waiting":
      return fill(words.queue.new, { reason: words.reason[news.ticket.reason] });
    case "given":
      return fill(words.queue.given, { reason: words.reason[news.ticket.reason] });
    case "message":
      return words.queue.wrote;
    case "callback":
      return words.queue.wants_call;
  }
}

/** Who takes no conversations is not called to new ones; what is theirs already concerns them all the same. */
function concerns(desk: Desk, news: News): boolean {
  const free = desk.state.value.me?.presence === "available";
  return news.kind === "message" || news.kind === "given" || free;
}

function isShown(desk: Desk, news: News): boolean {
  if (document.visibilityState !== "visible" || news.kind === "waiting" || news.kind === "callback") return false;
  return desk.selected.value === news.ticket.conversation;
}

function nearness(shown: boolean): Nearness {
  if (shown) return "shown";
  return document.visibilityState === "visible" ? "seen" : "behind";
}
