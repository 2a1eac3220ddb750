/** The menu in the panel's head. What it offers is fetched when it is opened for the first time. */
import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Icon } from "@moien/kit/Icon.tsx";
import { useSpeech } from "../context.ts";
import type { Subject } from "./MenuList.tsx";

type Parts = typeof import("../parts.ts");

export function Menu(): JSX.Element {
  const { session, words } = useSpeech();
  const [fetched, setFetched] = useState<Parts | null>(null);
  const [open, setOpen] = useState(false);
  const [subject, setSubject] = useState<Subject | null>(null);
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return;
    const leave = (event: Event) => {
      if (frame.current && !event.composedPath().includes(frame.current)) setOpen(false);
    };
    document.addEventListener("pointerdown", leave);
    return () => document.removeEventListener("pointerdown", leave);
  }, [open]);

  const press = async () => {
    if (open) {
      setOpen(false);
      return;
    }
    try {
      if (!fetched) {
        setFetched(await import("../parts.ts"));
      }
      setOpen(true);
    } catch {
      // What did not work, in words that the citizen gets for anything technical.
      session.problem.value = "bad_frame";
    }
  };

  const choose = (chosen: Subject | null) => {
    setOpen(false);
    setSubject(chosen);
    if (chosen === null) button.current?.focus();
  };

  return (
    <div
      class="menu"
      ref={frame}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        event.stopPropagation();
        choose(null);
      }}
      onFocusOut={({ relatedTarget }) => {
        if (relatedTarget instanceof Node && !frame.current?.contains(relatedTarget)) setOpen(false);
      }}
    >
      <button
        type="button"
        class="more"
        ref={button}
        aria-label={words.menu.name}
        title={words.menu.name}
        aria-expanded={open}
        aria-controls={open ? `${id}list` : undefined}
        onClick={() => void press()}
      >
        <Icon name="menu" />
      </button>
      {fetched && open && <fetched.MenuList id={`${id}list`} choose={choose} />}
      {fetched && subject && <fetched.MenuDialog subject={subject} close={() => choose(null)} />}
    </div>
  );
}
