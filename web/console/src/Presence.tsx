/** Whether the agent takes conversations: a menu in the bar, with the reasons for not taking any. */
import type { JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import type { PresenceReason, PresenceState } from "@moien/kit/agentFrames.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { useWords, type ConsoleWords } from "./consoleWords.ts";
import type { Desk } from "./desk.ts";
import { useWorkplace } from "./workplace.ts";

interface Choice {
  state: PresenceState;
  reason: PresenceReason | null;
}

/** Whoever does paperwork is at the desk; the other reasons take the agent away from it. */
const CHOICES: readonly Choice[] = [
  { state: "available", reason: null },
  { state: "busy", reason: null },
  { state: "busy", reason: "paperwork" },
  { state: "away", reason: "break" },
  { state: "away", reason: "lunch" },
  { state: "away", reason: "meeting" },
  { state: "away", reason: "training" },
  { state: "away", reason: "end_of_day" },
];

export function presenceText(words: ConsoleWords, { state, reason }: Choice): string {
  return reason === null ? words.presence[state] : `${words.presence[state]} · ${words.presence.reasons[reason]}`;
}

export function Presence({ desk }: { desk: Desk }): JSX.Element | null {
  const { words } = useWords();
  const { overlay } = useWorkplace();
  const menu = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const id = useId();
  const { me } = desk.state.value;
  const open = overlay.value === "presence";

  useEffect(() => {
    if (!open) return;
    const items = itemsOf(menu.current);
    (items.find((item) => item.getAttribute("aria-checked") === "true") ?? items[0])?.focus();
    const shut = (event: Event) => {
      if (event.target instanceof Node && !menu.current?.parentElement?.contains(event.target)) overlay.value = null;
    };
    document.addEventListener("pointerdown", shut);
    return () => document.removeEventListener("pointerdown", shut);
  }, [open, overlay]);

  if (me === null) return null;
  const offline = desk.connection.value !== "ready";
  const shut = () => {
    overlay.value = null;
    opener.current?.focus();
  };
  const choose = ({ state, reason }: Choice) => {
    desk.setPresence(state, reason);
    shut();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const items = itemsOf(menu.current);
    const at = items.indexOf(document.activeElement as HTMLElement);
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    const step = steps[event.key];
    const picked = CHOICES[Number(event.key) - 1];
    if (event.key === "Escape" || event.key === "Tab") shut();
    else if (step !== undefined) items.at(step % items.length)?.focus();
    else if (picked) choose(picked);
    else return;
    if (event.key !== "Tab") event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="presence">
      <button
        type="button"
        class="button quiet"
        ref={opener}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={`${id}menu`}
        aria-disabled={offline}
        onClick={() => {
          if (!offline) overlay.value = open ? null : "presence";
        }}
      >
        <span class={`dot ${me.presence}`} aria-hidden="true" />
        <span class="unseen">{words.presence.label}: </span>
        {presenceText(words, { state: me.presence, reason: me.reason })}
        <Icon name="chevron" />
      </button>
      {open && (
        <div
          class="menu"
          id={`${id}menu`}
          ref={menu}
          role="menu"
          aria-label={words.presence.label}
          onKeyDown={onKeyDown}
        >
          {CHOICES.map((choice, index) => (
            <button
              key={presenceText(words, choice)}
              type="button"
              role="menuitemradio"
              aria-checked={choice.state === me.presence && choice.reason === me.reason}
              tabIndex={-1}
              onClick={() => choose(choice)}
            >
              <span class={`dot ${choice.state}`} aria-hidden="true" />
              <span class="name">{presenceText(words, choice)}</span>
              <kbd aria-hidden="true">{index + 1}</kbd>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function itemsOf(menu: HTMLElement | null): HTMLElement[] {
  return [...(menu?.querySelectorAll<HTMLElement>("[role=menuitemradio]") ?? [])];
}
