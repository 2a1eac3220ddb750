/** A proposal that was just taken up, above the file that it is to go into: its answer still needs a place. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "@moien/kit/Icon.tsx";
import { Copy } from "@moien/kit/staff/Copy.tsx";
import { useWords } from "../studioWords.ts";
import { besideOf, dropBeside } from "./carried.ts";

export function Beside({ path }: { path: string }): JSX.Element | null {
  const { words } = useWords();
  const [proposal, setProposal] = useState(() => besideOf(path));
  if (proposal === null) return null;
  const close = () => {
    dropBeside();
    setProposal(null);
  };
  return (
    <aside class="beside" aria-label={words.inbox.beside}>
      <p>
        <strong>{words.inbox.asked}</strong> <span lang={proposal.language}>{proposal.question}</span>
      </p>
      <Copy label={words.inbox.answered} text={proposal.answer} />
      <button
        type="button"
        class="button quiet square small"
        aria-label={words.inbox.close}
        title={words.inbox.close}
        onClick={close}
      >
        <Icon name="close" />
      </button>
    </aside>
  );
}
