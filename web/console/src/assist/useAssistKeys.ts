/** Does what the keys of the composer ask for, wherever the focus is, as `../Keyboard.tsx` does for the desk. */
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { typesInto } from "../keys.ts";
import { useWorkplace } from "../workplace.ts";
import { assistCommandOf, type AssistCommand } from "./keys.ts";

/** `acts`: a command that is not there is not possible now; `frame`: the keys count while it can be seen. */
export function useAssistKeys(
  frame: RefObject<HTMLElement | null>,
  acts: Partial<Record<AssistCommand, () => void>>,
): void {
  const { overlay, switches } = useWorkplace();
  const newest = useRef(acts);
  newest.current = acts;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || overlay.value !== null || !switches.keys.on.value) return;
      if (typesInto(event.target) || document.querySelector("dialog[open]")) return;
      if (!frame.current || frame.current.closest("[hidden]")) return;
      const command = assistCommandOf(event);
      const act = command && newest.current[command];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [frame, overlay, switches]);
}
