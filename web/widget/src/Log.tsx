/** The log of the conversation, and what keeps a reader's place in it. */
import { Component, Fragment, type JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { dayHeading } from "@moien/kit/dates.ts";
import { openQuestion, type Item, type JobItem, type LineItem, type View } from "@moien/kit/fold.ts";
import { useFocusKept } from "@moien/kit/focusKept.ts";
import { useFollowing } from "@moien/kit/following.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { PageLink } from "@moien/kit/Text.tsx";
import { fill } from "@moien/kit/words.ts";
import { fetchedParts } from "./fetchedParts.ts";
import { useSpeech } from "./context.ts";
import { Message } from "./Message.tsx";
import { Missing } from "./Missing.tsx";
import { PendingMessage, pendingText } from "./Pending.tsx";
import { useRecent } from "./recent.ts";
import type { Session } from "./session.ts";
import { aboutSite, authorName, isDisclosure, jobText, lineText, progressText } from "./spoken.ts";
import { isAnswer } from "./store.ts";

/** Milliseconds without a further event after which an earlier conversation is shown as far as it has come. */
const PAUSE = 150;

export function Log(): JSX.Element {
  const { session, words, language } = useSpeech();
  const view = useView(session);
  const pending = session.pending.list.value;
  const last = view.items.at(-1);
  const question = openQuestion(view);
  const live = pending.some(({ frame }) => isAnswer(frame)) ? null : question;
  const login = view.items.findLast((item) => item.kind === "message" && item.login !== null);
  const now = new Date();

  const { box, onScroll, toEnd, more, follows } = useFollowing({
    seq: view.seq,
    fresh: session.news.has(view.seq),
    own: pending.filter(({ frame }) => isAnswer(frame)).length,
    ownEntries: ".citizen",
  });
  const { first, earlier, moved } = useRecent(box, view.items.length);
  useFocusKept(box, () => box.current);

  const readOn = () => {
    toEnd();
    box.current?.focus();
  };

  let before: Item | undefined;
  let day = "";
  return (
    <div class="log-frame">
      <div
        class="log"
        role="log"
        aria-live="off"
        aria-label={words.log}
        tabIndex={0}
        ref={box}
        onScroll={() => {
          onScroll();
          moved(follows.current);
        }}
      >
        <div>
          {first > 0 && (
            <button type="button" class="small earlier" onClick={earlier}>
              {words.earlier}
            </button>
          )}
          <ol class="items">
            {view.items.slice(first).map((item) => {
              const heading = dayHeading(language, item.at, now);
              const newDay = heading !== day;
              const headed = newDay || !sameAuthor(before, item);
              day = heading;
              before = item;
              return (
                <Fragment key={item.seq}>
                  {newDay && <li class="day">{heading}</li>}
                  <Entry item={item} headed={headed} live={live === item} mayLogIn={login === item} />
                  {view.closedAt === item.seq && (
                    <li>
                      <Score />
                    </li>
                  )}
                </Fragment>
              );
            })}
            {pending.map((entry, index) => {
              const text = pendingText(entry, session, words.upload.file);
              const headed = index === 0 && !(last?.kind === "message" && last.author === "citizen");
              return (
                text !== null && (
                  <PendingMessage key={entry.frame.message_id} entry={entry} text={text} headed={headed} />
                )
              );
            })}
            {pending.some(({ frame }) => frame.type === "ask_person") && (
              <li class="line">{words.person_wanted.asking}</li>
            )}
          </ol>
          <Writing />
        </div>
      </div>
      {more && (
        <button type="button" class="new-messages" onClick={readOn}>
          <Icon name="down" />
          {words.new_messages}
        </button>
      )}
    </div>
  );
}

/** The conversation to show. One of an earlier page arrives event by event and is drawn as a whole. */
function useView(session: Session): View {
  const view = session.view.value;
  const [shown, setShown] = useState(view);
  const loads = session.news.loads(view.seq);
  useEffect(() => {
    if (!loads) return;
    const timer = setTimeout(() => setShown(view), PAUSE);
    return () => clearTimeout(timer);
  }, [view, loads]);
  return loads ? shown : view;
}

function sameAuthor(before: Item | undefined, item: Item): boolean {
  if (before?.kind !== "message" || item.kind !== "message") return false;
  return before.author === item.author && before.agent === item.agent;
}

interface EntryProps {
  item: Item;
  headed: boolean;
  live: boolean;
  mayLogIn: boolean;
}

/** Drawn anew only when something about it has changed: a log has many of them. */
class Entry extends Component<EntryProps> {
  override shouldComponentUpdate(next: EntryProps): boolean {
    return Object.keys(next).some((name) => next[name as keyof EntryProps] !== this.props[name as keyof EntryProps]);
  }

  override render({ item, headed, live, mayLogIn }: EntryProps): JSX.Element {
    if (item.kind === "job") return <Job job={item} />;
    if (item.kind !== "message") return <Line line={item} />;
    return <Message item={item} headed={headed} live={live} mayLogIn={mayLogIn} />;
  }
}

/** How a job stands is never left out; only what can be done about it may be missing. */
function Job({ job }: { job: JobItem }): JSX.Element {
  const { language } = useSpeech();
  const parts = fetchedParts();
  return parts ? (
    <parts.JobCard job={job} />
  ) : (
    <li class="line" data-seq={job.seq}>
      {jobText(language, job)}
      <Missing part={parts} />
    </li>
  );
}

function Score(): JSX.Element {
  const parts = fetchedParts();
  return parts ? <parts.ScoreForm /> : <Missing part={parts} />;
}

function Line({ line }: { line: LineItem }): JSX.Element | null {
  const { session, words, kit, language } = useSpeech();
  const text = lineText(language, line);
  if (text === null) return null;
  const emphasis =
    line.kind === "owner" || line.kind === "identity" ? " owner" : line.kind === "notice" ? " notice" : "";
  const site = session.site.value;
  return (
    <li class={`line${emphasis}`} lang={language} data-seq={line.seq}>
      {text}
      {isDisclosure(line) && (
        <p>
          {aboutSite(language, site)}{" "}
          {site && (
            <PageLink href={site.privacy} newTab={kit.source.new_tab}>
              {words.privacy}
            </PageLink>
          )}
        </p>
      )}
    </li>
  );
}

function Writing(): JSX.Element {
  const { session, words, language } = useSpeech();
  const { owner, agent } = session.view.value;
  const frame = useRef<HTMLDivElement>(null);
  useFocusKept(frame, () => frame.current?.closest<HTMLElement>(".log") ?? null);
  const byAgent = session.agentTypes.holds.value && owner === "agent";
  const progress = session.progress.value;
  const text = byAgent
    ? fill(words.writes.agent, { agent: agent ?? authorName(language, { author: "agent", agent }) })
    : progress && progressText(language, progress);
  // Only a language model takes long enough for somebody to lose patience.
  const stoppable = !byAgent && (progress?.stage === "writing" || progress?.stage === "checking");
  return (
    <div ref={frame}>
      {text !== null && (
        <p class="writing">
          <span class="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span class="doing">{text}</span>
          {stoppable && (
            <button type="button" class="small" lang={language} onClick={() => session.stopWriting()}>
              {words.writes.stop}
            </button>
          )}
        </p>
      )}
    </div>
  );
}
