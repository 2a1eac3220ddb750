/** A text to be copied: it can be marked by hand, and a button copies it and says so. */
import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { Icon } from "../Icon.tsx";
import { useStaffWords } from "./frame.ts";

interface CopyProps {
  label: string;
  text: string;
  /** How it is shown, where that differs from what is copied. */
  shown?: string;
}

export function Copy({ label, text, shown = text }: CopyProps): JSX.Element {
  const words = useStaffWords();
  const [outcome, setOutcome] = useState<"copied" | "not_copied" | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();

  const copy = async () => {
    input.current?.select();
    try {
      await navigator.clipboard.writeText(text);
      setOutcome("copied");
    } catch {
      // Forbidden, or the page is not served safely: the marked text can still be copied by hand.
      setOutcome("not_copied");
    }
  };

  return (
    <div class="copy">
      <label for={id}>{label}</label>
      <div class="copy-row">
        <input id={id} ref={input} value={shown} readOnly spellcheck={false} onFocus={() => input.current?.select()} />
        <button type="button" class="button" onClick={() => void copy()}>
          <Icon name={outcome === "copied" ? "check" : "copy"} />
          {words.copy}
        </button>
      </div>
      <p class="copy-said" role="status">
        {outcome && words[outcome]}
      </p>
    </div>
  );
}
