/** Launcher and panel together: nothing is stored and nothing is connected before the citizen opens the chat. */
import { useSignal, type ReadonlySignal } from "@preact/signals";
import type { JSX, RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "@moien/kit/Icon.tsx";
import type { Language } from "@moien/kit/languages.ts";
import { plural } from "@moien/kit/words.ts";
import type { Writable } from "./Composer.tsx";
import { SessionContext } from "./context.ts";
import { holdPage, SMALL_WINDOW } from "./page.ts";
import { Panel } from "./Panel.tsx";
import type { Session } from "./session.ts";
import { WIDGET_WORDS } from "./widgetWords.ts";

/** Opens and closes the chat from outside; also says whether it is open. */
export interface Door {
  open: ReadonlySignal<boolean>;
  /** The session, from the first opening on. */
  session: ReadonlySignal<Session | null>;
  setOpen: (open: boolean) => void;
}

interface WidgetProps {
  element: HTMLElement;
  name: string;
  pageLanguage: ReadonlySignal<Language>;
  door: Door;
  /** The panel was open on the page before: show it again, but leave the focus where it is. */
  reopened: boolean;
}

export function Widget({ element, name, pageLanguage, door, reopened }: WidgetProps): JSX.Element {
  const open = door.open.value;
  const session = door.session.value;
  const language = session?.language.value ?? pageLanguage.value;
  const words = WIDGET_WORDS[language];
  const unread = useSignal(0);
  const small = useSmallWindow();
  const modal = small && open;
  const launcher = useRef<HTMLButtonElement>(null);
  const input: Writable = useRef(null);
  const heading: RefObject<HTMLHeadingElement | null> = useRef(null);
  const quiet = useRef(reopened);
  const closing = useRef(false);

  useLayoutEffect(
    () =>
      session?.news.onArrival(({ data }) => {
        if (!door.open.peek() && data.kind === "message" && data.author !== "citizen") unread.value += 1;
      }),
    [session, door, unread],
  );

  useLayoutEffect(() => {
    if (!open) {
      if (closing.current) launcher.current?.focus();
      closing.current = false;
      return;
    }
    unread.value = 0;
    if (quiet.current) quiet.current = false;
    else if (small) heading.current?.focus();
    else input.current?.focus();
    // Only opening moves the focus; a window that becomes small does not.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [open]);

  useLayoutEffect(() => (modal ? holdPage(element) : undefined), [modal, element]);

  const close = () => {
    closing.current = true;
    door.setOpen(false);
  };

  return (
    <div class="root">
      {session && (
        <SessionContext.Provider value={session}>
          <Panel name={name} shown={open} modal={small} focus={input} heading={heading} close={close} />
        </SessionContext.Provider>
      )}
      <button
        type="button"
        class="launcher"
        hidden={modal}
        ref={launcher}
        lang={language}
        aria-expanded={open}
        aria-haspopup="dialog"
        onClick={() => (open ? close() : door.setOpen(true))}
      >
        <Icon name={open ? "close" : "chat"} />
        <span>{words.launcher}</span>
        <span class="unseen">: {words.launcher_name}</span>
        {unread.value > 0 && (
          <span class="badge" aria-hidden="true">
            {unread.value}
          </span>
        )}
      </button>
      <p class="unseen" role="status" lang={language}>
        {unread.value > 0 && plural(language, unread.value, words.unread)}
      </p>
    </div>
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
