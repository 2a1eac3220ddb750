/** One's own sessions: where one is signed in, and ending what one does not know. */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { momentOf } from "../dates.ts";
import { useFocusKept } from "../focusKept.ts";
import { Icon } from "../Icon.tsx";
import { fill } from "../words.ts";
import { browserName } from "./browserName.ts";
import { useLanguage, useStaffWords } from "./frame.ts";
import { endSessions, type Session } from "./me.ts";
import type { Loaded } from "./useLoaded.ts";

interface SessionsCardProps {
  sessions: Loaded<Session[]>;
  signedOut: () => void;
}

export function SessionsCard({ sessions, signedOut }: SessionsCardProps): JSX.Element {
  const all = useStaffWords();
  const words = all.me.sessions;
  const [said, setSaid] = useState<{ text: string; good: boolean } | null>(null);
  const frame = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusKept(frame, () => heading.current);
  const list = sessions.value ?? [];

  const end = async (id: string | null) => {
    setSaid(null);
    const outcome = await endSessions(id);
    if (outcome.done) {
      setSaid({ text: id === null ? words.others_ended : words.ended, good: true });
      sessions.again();
    } else if (outcome.code === "signed_out") signedOut();
    else setSaid({ text: all.not_done, good: false });
  };

  return (
    <section class="block" aria-labelledby="me-sessions" ref={frame}>
      <h2 id="me-sessions" ref={heading} tabIndex={-1}>
        {words.heading}
      </h2>
      <p class="about">{words.about}</p>
      {sessions.value === null && (
        <p class={sessions.standing === "failed" ? "notice-bad" : "about"} role="status">
          {sessions.standing === "failed" ? all.failed : all.loading}
        </p>
      )}
      {sessions.standing === "failed" && (
        <button type="button" class="button" onClick={sessions.again}>
          {all.try_again}
        </button>
      )}
      <ul class="sessions">
        {list.map((session) => (
          <SessionRow key={session.id} session={session} end={() => void end(session.id)} />
        ))}
      </ul>
      {list.length > 1 && (
        <button type="button" class="button" onClick={() => void end(null)}>
          {words.end_others}
        </button>
      )}
      <p class={said?.good ? "notice-good" : "notice-bad"} role="status">
        {said?.text}
      </p>
    </section>
  );
}

function SessionRow({ session, end }: { session: Session; end: () => void }): JSX.Element {
  const language = useLanguage();
  const words = useStaffWords().me.sessions;
  const now = new Date();
  const browser = browserName(session.browser) || words.unknown;
  return (
    <li>
      <Icon name="screen" />
      <div>
        <p>
          <strong>{browser}</strong>
          {session.current && <span class="tag good">{words.this}</span>}
        </p>
        <p class="about">
          {fill(words.begun, { when: momentOf(language, session.created_at, now) })}
          <br />
          {fill(words.seen, { when: momentOf(language, session.seen_at, now) })}
        </p>
      </div>
      {!session.current && (
        <button type="button" class="button" aria-label={fill(words.end_named, { browser })} onClick={end}>
          {words.end}
        </button>
      )}
    </li>
  );
}
