/** The bar of the console: the ways to its pages, whether the agent takes conversations, how the connection stands. */
import type { JSX } from "preact";
import { Icon } from "@moien/kit/Icon.tsx";
import { useWords } from "./consoleWords.ts";
import { pagesFor, usePage } from "./pages.ts";
import { Presence } from "./Presence.tsx";
import { open, useWorkplace } from "./workplace.ts";

export function Ways(): JSX.Element | null {
  const workplace = useWorkplace();
  const { words } = useWords();
  const roles = workplace.account.value?.roles ?? [];
  const page = usePage(roles);
  const desk = workplace.desk.value;
  // The own account has its way at the name of whoever is signed in.
  const pages = pagesFor(roles).filter((name) => name !== "me");
  return (
    <div class="bar-inside">
      {pages.length > 1 && (
        <nav class="ways" aria-label={words.pages.nav}>
          {pages.map((name) => (
            <a key={name} href={`#${name}`} aria-current={name === page ? "page" : undefined}>
              {words.pages[name]}
            </a>
          ))}
        </nav>
      )}
      {desk && (
        <div class="bar-desk">
          <Presence desk={desk} />
          <Connection state={desk.connection.value} />
          <button
            type="button"
            class="button quiet square"
            aria-label={words.settings.heading}
            title={words.settings.heading}
            onClick={() => open(workplace, "settings")}
          >
            <Icon name="bell" />
          </button>
          <button
            type="button"
            class="button quiet square"
            aria-label={words.keyboard.heading}
            title={words.keyboard.heading}
            onClick={() => open(workplace, "help")}
          >
            <span class="question" aria-hidden="true">
              ?
            </span>
          </button>
        </div>
      )}
    </div>
  );
}

/** How the connection stands, always in words. */
function Connection({ state }: { state: "opening" | "ready" | "lost" }): JSX.Element {
  const { words } = useWords();
  return (
    <p class={`link ${state}`} role="status">
      <Icon name={state === "ready" ? "check" : state === "lost" ? "wifiOff" : "clock"} />
      <span>{words.connection[state]}</span>
    </p>
  );
}
