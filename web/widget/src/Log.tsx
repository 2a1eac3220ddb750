/** The log of the conversation, and what keeps a reader's place in it. */
import { Fragment, type JSX } from "preact";
import { useRef } from "preact/hooks";
import { dayHeading } from "@moien/kit/dates.ts";
import { openQuestion, type Item, type LineItem } from "@moien/kit/fold.ts";
import { useFocusKept } from "@moien/kit/focusKept.ts";
import { useFollowing } from "@moien/kit/following.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { PageLink } from "@moien/kit/Text.tsx";
import { fill } from "@moien/kit/words.ts";
import { useSpeech } from "./context.ts";
import { JobCard } from "./JobCard.tsx";
import { Message } from "./Message.tsx";
import { PendingMessage, pendingText } from "./Pending.tsx";
import { ScoreForm } from "./Score.tsx";
import { authorName, lineText, progressText } from "./spoken.ts";
import { isAnswer } from "./store.ts";

export function Log(): JSX.Element {
  const { session, words, language } = useSpeech();
  const view = session.view.value;
  const pending = session.pending.list.value;
  const last = view.items.at(-1);
  const question = openQuestion(view);
  const live = pending.some(({ frame }) => isAnswer(frame)) ? null : question;
  const login = view.items.findLast((item) => item.kind === "message" && item.login !== null);
  const now = new Date();

  const { box, onScroll, toEnd, more } = useFollowing({
    seq: view.seq,
    fresh: session.news.has(view.seq),
    own: pending.filter(({ frame }) => isAnswer(frame)).length,
    ownEntries: ".citizen",
  });
  useFocusKept(box, () => box.current);

  const readOn = () => {
    toEnd();
    box.current?.focus();
  };

  return (
    <div class="log-frame">
      <div class="log" role="log" aria-live="off" aria-label={words.log} tabIndex={0} ref={box} onScroll={onScroll}>
        <div>
          <ol class="items">
            {view.items.map((item, index) => {
              const before = view.items[index - 1];
              const heading = dayHeading(language, item.at, now);
              const newDay = before === undefined || dayHeading(language, before.at, now) !== heading;
              return (
                <Fragment key={item.seq}>
                  {newDay && <li class="day">{heading}</li>}
                  <Entry
                    item={item}
                    before={newDay ? undefined : before}
                    live={live === item}
                    mayLogIn={login === item}
                  />
                  {view.closedAt === item.seq && <ScoreForm />}
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

interface EntryProps {
  item: Item;
  before: Item | undefined;
  live: boolean;
  mayLogIn: boolean;
}

function Entry({ item, before, live, mayLogIn }: EntryProps): JSX.Element | null {
  if (item.kind === "job") return <JobCard job={item} />;
  if (item.kind !== "message") return <Line line={item} />;
  const sameAuthor = before?.kind === "message" && before.author === item.author && before.agent === item.agent;
  return <Message item={item} headed={!sameAuthor} live={live} mayLogIn={mayLogIn} />;
}

function Line({ line }: { line: LineItem }): JSX.Element | null {
  const { session, words, kit, language } = useSpeech();
  const text = lineText(language, line);
  if (text === null) return null;
  const emphasis =
    line.kind === "owner" || line.kind === "identity" ? " owner" : line.kind === "notice" ? " notice" : "";
  const privacy = session.site.value?.privacy;
  return (
    <li class={`line${emphasis}`} lang={language} data-seq={line.seq}>
      {text}
      {line.kind === "notice" && line.code === "ai_disclosure" && privacy !== undefined && (
        <>
          {" "}
          <PageLink href={privacy} newTab={kit.source.new_tab}>
            {words.privacy}
          </PageLink>
        </>
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
