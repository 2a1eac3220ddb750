/** Replies that the hub refused and whose conversation is no longer the agent's: nothing written is ever lost. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "@moien/kit/Icon.tsx";
import { errorText } from "@moien/kit/kitWords.ts";
import { useWords } from "./consoleWords.ts";
import { useDesk } from "./context.ts";
import { isOwn } from "./deskState.ts";

export function Unsent(): JSX.Element | null {
  const desk = useDesk();
  const { words, kit } = useWords();
  const own = new Set(desk.tickets.value.filter(isOwn).map(({ conversation }) => conversation));
  const refused = desk.pending.list.value.filter(({ frame, failed }) => failed && !own.has(frame.conversation));
  if (refused.length === 0) return null;
  return (
    <section class="unsent" aria-label={words.unsent.heading}>
      <h2>
        <Icon name="alert" />
        {words.unsent.heading}
      </h2>
      <ul>
        {refused.map(({ frame, failed }) => (
          <li key={frame.message_id}>
            <p role="status">{failed && errorText(kit, failed)}</p>
            <blockquote>{frame.type === "say" ? frame.text : words.unsent.file}</blockquote>
            <div class="row">
              <button type="button" class="button small" onClick={() => desk.select(frame.conversation)}>
                {words.unsent.show}
              </button>
              {frame.type === "say" && <Copy text={frame.text} />}
              <button type="button" class="button small" onClick={() => desk.pending.remove(frame.message_id)}>
                {words.states.remove}
              </button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Copy({ text }: { text: string }): JSX.Element {
  const { unsent } = useWords().words;
  const [copied, setCopied] = useState(false);
  return (
    <button type="button" class="button small" onClick={() => void copy(text).then(setCopied)}>
      {copied ? unsent.copied : unsent.copy}
    </button>
  );
}

/** False where the browser forbids it, as on a page without HTTPS. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
