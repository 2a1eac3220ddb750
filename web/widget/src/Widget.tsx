/** The panel in its place: shown or not, over the page or beside it, and what the launcher shows of it meanwhile. */
import type { ReadonlySignal } from "@moien/kit/signals.ts";
import type { JSX, RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { plural } from "@moien/kit/words.ts";
import type { Writable } from "./Composer.tsx";
import { SessionContext, type Surroundings } from "./context.ts";
import { SMALL_WINDOW } from "./launcher/around.ts";
import type { Place } from "./launcher/place.ts";
import { holdPage } from "./page.ts";
import { afterPaint } from "./painting.ts";
import { Panel } from "./Panel.tsx";
import { widgetWords } from "./widgetWords.ts";

/** Says whether the chat is open. */
export interface Door {
  open: ReadonlySignal<boolean>;
  /** It was opened by itself, as on the page before: the focus stays where it is. */
  quiet: boolean;
}

interface WidgetProps {
  place: Place;
  surroundings: Surroundings;
  door: Door;
  close: () => void;
}

export function Widget({ place, surroundings, door, close }: WidgetProps): JSX.Element {
  const { element, full, show, focusLauncher } = place;
  const { session, spoken } = surroundings;
  const open = door.open.value;
  const language = spoken.value;
  const unread = session.news.unread.value.length;
  const small = useSmallWindow();
  const modal = small && open && !full;
  const input: Writable = useRef(null);
  const heading: RefObject<HTMLHeadingElement | null> = useRef(null);
  const closing = useRef(false);

  useLayoutEffect(() => {
    const look = () => {
      if (open && document.visibilityState === "visible") session.markRead();
    };
    look();
    document.addEventListener("visibilitychange", look);
    const stopHearing = session.news.onArrival(look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      stopHearing();
    };
  }, [session, open]);

  useLayoutEffect(() => {
    show({ open, hidden: modal || full, unread, language });
  }, [show, open, modal, full, unread, language]);

  useLayoutEffect(() => {
    if (!open) {
      if (closing.current) focusLauncher();
      closing.current = false;
      return;
    }
    if (door.quiet) return;
    if (small) heading.current?.focus();
    else input.current?.focus();
    // Only opening moves the focus; a window that becomes small does not.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [open]);

  // What a citizen with a slow device would wait for before seeing the chat: connecting, and laying out a large page anew.
  useLayoutEffect(() => {
    if (!open) return;
    return afterPaint(() => {
      session.start();
    });
  }, [session, open]);
  useLayoutEffect(() => (modal ? afterPaint(() => holdPage(element)) : undefined), [modal, element]);

  return (
    <>
      <SessionContext.Provider value={surroundings}>
        <Panel
          name={place.name}
          shown={open}
          frame={full ? "page" : modal ? "modal" : "window"}
          focus={input}
          heading={heading}
          close={() => {
            closing.current = true;
            close();
          }}
        />
      </SessionContext.Provider>
      <p class="unseen" role="status" lang={language}>
        {unread > 0 && plural(language, unread, widgetWords(language).unread)}
      </p>
    </>
  );
}

function useSmallWindow(): boolean {
  const [query] = useState(() => matchMedia(SMALL_WINDOW));
  const [small, setSmall] = useState(query.matches);
  useEffect(() => {
    const read = () => setSmall(query.matches);
    query.addEventListener("change", read);
    return () => query.removeEventListener("change", read);
  }, [query]);
  return small;
}
