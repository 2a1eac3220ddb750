/** A message on its way: shown at once, with its state in words. */
import type { LastingFrame } from "@moien/kit/frames.ts";
import type { JSX } from "preact";
import type { Pending } from "@moien/kit/pending.ts";
import { PlainText } from "@moien/kit/Text.tsx";
import { errorText } from "@moien/kit/kitWords.ts";
import { useSpeech } from "./context.ts";
import { Bubble } from "./Message.tsx";
import type { Session } from "./session.ts";

/** What the citizen sees of a frame: the text, the name of the file, or the title of the button pressed. */
export function pendingText({ frame }: Pending<LastingFrame>, session: Session, file: string): string | null {
  if (frame.type === "say") return frame.text;
  if (frame.type === "attach") return session.services.uploaded.get(frame.file)?.name ?? file;
  if (frame.type !== "press") return null;
  const { seq, button } = frame;
  const item = session.view.value.items.find((candidate) => candidate.seq === seq);
  return item?.kind === "message" ? (item.buttons[button]?.title ?? null) : null;
}

export function PendingMessage({
  entry,
  text,
  headed,
}: {
  entry: Pending<LastingFrame>;
  text: string;
  headed: boolean;
}): JSX.Element {
  const { session, words, kit, language } = useSpeech();
  const { states } = words;
  const id = entry.frame.message_id;
  const state = entry.acked !== null ? states.sent : session.ready.value ? states.sending : states.kept;
  return (
    <Bubble author="citizen" name={words.you} at={entry.at} headed={headed}>
      <div class={entry.failed ? "bubble failed" : "bubble pending"}>
        <PlainText text={text} newTab={kit.source.new_tab} />
      </div>
      {entry.failed === null ? (
        <p class="state" lang={language}>
          {state}
        </p>
      ) : (
        <div class="state problem" lang={language}>
          <p role="status">
            {states.failed} {errorText(kit, entry.failed)}
          </p>
          <button type="button" class="small" onClick={() => session.sendAgain(id)}>
            {states.again}
          </button>
          <button type="button" class="small" onClick={() => session.pending.remove(id)}>
            {states.remove}
          </button>
        </div>
      )}
    </Bubble>
  );
}
