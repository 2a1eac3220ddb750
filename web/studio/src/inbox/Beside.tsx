/** A proposal that was just taken up, above the file that it is to go into: its answer still needs a place. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "@moien/kit/Icon.tsx";
import { useWords } from "../studioWords.ts";
import { besideOf, dropBeside } from "./carried.ts";

export function Beside({ path }: { path: string }): JSX.Element | null {
  const { words, staff } = useWords();
  const [proposal, setProposal] = useState(() => besideOf(path));
  const [copied, setCopied] = useState<"copied" | "not_copied" | null>(null);
  if (proposal === null) return null;
  const close = () => {
    dropBeside();
    setProposal(null);
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(proposal.answer);
      setCopied("copied");
    } catch {
      // Forbidden, or the page is not served safely: the text can still be marked and copied by hand.
      setCopied("not_copied");
    }
  };
  return (
    <aside class="beside" aria-label={words.inbox.beside}>
      <dl tabIndex={0}>
        <dt>{words.inbox.asked}</dt>
        <dd lang={proposal.language}>{proposal.question}</dd>
        <dt>{words.inbox.answered}</dt>
        <dd lang={proposal.language}>{proposal.answer}</dd>
      </dl>
      <button type="button" class="button small" onClick={() => void copy()}>
        <Icon name={copied === "copied" ? "check" : "copy"} />
        {staff.copy}
      </button>
      <button
        type="button"
        class="button quiet square small"
        aria-label={words.inbox.close}
        title={words.inbox.close}
        onClick={close}
      >
        <Icon name="close" />
      </button>
      <span class="unseen" role="status">
        {copied && staff[copied]}
      </span>
    </aside>
  );
}
