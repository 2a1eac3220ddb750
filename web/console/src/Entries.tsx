/** The log as staff see it: every message with its author and time, the bot's offers, notes, and what happened between. */
import { Fragment, type ComponentChildren, type JSX } from "preact";
import { clockTime, dayHeading } from "@moien/kit/dates.ts";
import type { Item, JobItem, LineItem, MessageItem, View } from "@moien/kit/fold.ts";
import type { Origin, Original } from "@moien/kit/frames.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import type { KitWords } from "@moien/kit/kitWords.ts";
import { FileName, originData, Provenance, Sources, SummaryTable } from "@moien/kit/parts.tsx";
import type { Pending } from "@moien/kit/pending.ts";
import { Markdown, PlainText } from "@moien/kit/Text.tsx";
import { fill } from "@moien/kit/words.ts";
import { errorText } from "@moien/kit/kitWords.ts";
import { useAssist } from "./assist/assist.ts";
import { useAssistWords } from "./assist/assistWords.ts";
import { ProposeButton } from "./assist/ProposeButton.tsx";
import { ReadTranslation } from "./assist/ReadTranslation.tsx";
import { useWords, type ConsoleWords } from "./consoleWords.ts";
import { useDesk } from "./context.ts";
import { FileLink } from "./FileLink.tsx";
import type { Reply } from "./replies.ts";

interface EntriesProps {
  conversation: string;
  view: View;
  pending: readonly Pending<Reply>[];
}

export function Entries({ conversation, view, pending }: EntriesProps): JSX.Element {
  const { language } = useWords();
  const { texts } = useAssistWords();
  const now = new Date();
  return (
    <ol class="items">
      {view.items.map((item, index) => {
        const heading = dayHeading(language, item.at, now);
        const before = view.items[index - 1];
        return (
          <Fragment key={item.seq}>
            {(!before || dayHeading(language, before.at, now) !== heading) && <li class="day">{heading}</li>}
            <Entry conversation={conversation} item={item} />
            {item.kind === "owner" && item.rating !== undefined && (
              <li class="line rating">{fill(texts.rated, { n: item.rating })}</li>
            )}
          </Fragment>
        );
      })}
      {pending.map((entry) => (
        <PendingReply key={entry.frame.message_id} entry={entry} />
      ))}
    </ol>
  );
}

function Entry({ conversation, item }: { conversation: string; item: Item }): JSX.Element | null {
  const { language, words, kit } = useWords();
  switch (item.kind) {
    case "message":
      return <Message conversation={conversation} item={item} />;
    case "note":
      return (
        <Spoken kind="note" name={item.agent} at={item.at} seq={item.seq} mark={words.composer.note}>
          <div class="bubble">
            <PlainText text={item.text} newTab={kit.source.new_tab} />
          </div>
        </Spoken>
      );
    case "job":
      return <Job conversation={conversation} item={item} />;
    default:
      return (
        <li class="line" data-seq={item.seq}>
          {lineText(words, kit.language_names, item)} · {clockTime(language, item.at)}
        </li>
      );
  }
}

interface SpokenProps {
  kind: string;
  name: string;
  at: string | number;
  /** Place in the log; missing while the reply is on its way. */
  seq?: number;
  /** Where the text comes from; missing for notes and for a reply on its way. */
  origin?: Origin;
  /** What sets this apart from an ordinary message. */
  mark?: string;
  children: ComponentChildren;
}

function Spoken({ kind, name, at, seq, origin, mark, children }: SpokenProps): JSX.Element {
  const { language } = useWords();
  return (
    <li class={`message ${kind}`} data-seq={seq} {...(origin && originData(origin))}>
      <p class="byline">
        {mark !== undefined && (
          <span class="mark">
            <Icon name="note" />
            {mark}
          </span>
        )}
        {name} · {clockTime(language, at)}
      </p>
      {children}
    </li>
  );
}

function Message({ conversation, item }: { conversation: string; item: MessageItem }): JSX.Element {
  const desk = useDesk();
  const { language, words, kit } = useWords();
  const newTab = kit.source.new_tab;
  const name =
    item.author === "citizen"
      ? words.conversation.citizen
      : item.author === "agent"
        ? (item.agent ?? words.lines.somebody)
        : kit.assistant;
  return (
    <Spoken kind={item.author} name={name} at={item.at} seq={item.seq} origin={item.origin}>
      <div class="bubble" lang={item.language}>
        {item.author === "bot" ? (
          <Markdown text={item.text} newTab={newTab} />
        ) : (
          item.text !== item.document?.name && <PlainText text={item.text} newTab={newTab} />
        )}
        {item.document && <FileLink conversation={conversation} file={item.document} />}
        {item.summary.length > 0 && (
          <SummaryTable rows={item.summary} name={words.conversation.summary} language={language} />
        )}
        {item.citations.length > 0 && (
          <Sources citations={item.citations} textLanguage={item.language} language={language} />
        )}
        <Provenance item={item} language={language} open={(code) => (desk.shownAnswer.value = code)} />
        {item.original && <Source original={item.original} agent={name} />}
      </div>
      <ReadTranslation conversation={conversation} item={item} />
      {item.buttons.length > 0 && (
        <p class="aside">
          {words.conversation.offered}:{" "}
          <span lang={item.language}>{item.buttons.map(({ title }) => title).join(" · ")}</span>
        </p>
      )}
      {item.helpful !== null && (
        <p class="aside">
          {words.conversation.citizen}: {item.helpful ? words.conversation.helpful : words.conversation.not_helpful}
        </p>
      )}
      {item.author === "agent" && item.document === null && item.agent === desk.state.value.me?.name && (
        <ProposeButton conversation={conversation} seq={item.seq} />
      )}
    </Spoken>
  );
}

/** What the agent wrote before a machine translated it. */
function Source({ original, agent }: { original: Original; agent: string }): JSX.Element {
  const { language, kit } = useWords();
  const { texts } = useAssistWords();
  return (
    <div class="source-text">
      <p class="origin" lang={language}>
        {fill(texts.original, { agent, language: kit.language_names[original.language] })}
      </p>
      <div lang={original.language}>
        <PlainText text={original.text} newTab={kit.source.new_tab} />
      </div>
    </div>
  );
}

function Job({ conversation, item }: { conversation: string; item: JobItem }): JSX.Element {
  const { words, kit } = useWords();
  return (
    <li class={`line job ${item.state}`} data-seq={item.seq}>
      {jobText(words, kit, item)}
      {item.document && <FileLink conversation={conversation} file={item.document} />}
    </li>
  );
}

/** How a job stands, worded for staff. */
export function jobText(
  words: ConsoleWords,
  kit: Pick<KitWords, "reference">,
  { job_kind: kind, state, delayed, reference }: Pick<JobItem, "job_kind" | "state" | "delayed" | "reference">,
): string {
  const takenBack = kind === "file" && state === "cancelled" && reference !== null;
  const said = takenBack ? words.job.undo.succeeded : words.job[kind][state];
  const why = delayed && state === "queued" ? `: ${words.job.delayed}` : "";
  return `${said}${why}${reference === null ? "" : `. ${fill(kit.reference, { reference })}`}`;
}

/** What happened between messages, worded for staff. */
export function lineText(
  words: ConsoleWords,
  languageNames: Record<string, string>,
  line: Exclude<LineItem, { kind: "note" }>,
): string {
  switch (line.kind) {
    case "notice":
      return words.lines[line.code];
    case "language":
      return fill(words.lines.language, { language: languageNames[line.language] ?? line.language });
    case "owner":
      if (line.reason === "claimed") return fill(words.lines.claimed, { agent: line.agent ?? words.lines.somebody });
      if (line.reason === "transferred" && line.agent) return fill(words.lines.transferred_to, { agent: line.agent });
      return line.reason === "meanwhile" && !line.bot ? words.lines.meanwhile_over : words.lines[line.reason];
    case "identity":
      return words.lines[line.state];
  }
}

function PendingReply({ entry }: { entry: Pending<Reply> }): JSX.Element {
  const desk = useDesk();
  const { words, kit } = useWords();
  const { states } = words;
  const { frame } = entry;
  const id = frame.message_id;
  return (
    <Spoken kind="agent" name={words.conversation.you} at={entry.at}>
      <div class={entry.failed ? "bubble failed" : "bubble pending"}>
        {frame.type === "say" ? (
          <PlainText text={frame.text} newTab={kit.source.new_tab} />
        ) : (
          <PendingFile id={frame.file} />
        )}
        {frame.type === "say" && frame.original && <Source original={frame.original} agent={words.conversation.you} />}
      </div>
      {entry.failed === null ? (
        <p class="aside">{entry.acked === null ? states.sending : states.sent}</p>
      ) : (
        <div class="aside problem">
          <p role="status">
            {states.failed} {errorText(kit, entry.failed)}
          </p>
          <button type="button" class="button" onClick={() => desk.sendAgain(id)}>
            {states.again}
          </button>
          <button type="button" class="button" onClick={() => desk.pending.remove(id)}>
            {states.remove}
          </button>
        </div>
      )}
    </Spoken>
  );
}

/** A file that the log does not show yet; after a reload its name is not known until then. */
function PendingFile({ id }: { id: string }): JSX.Element {
  const { language } = useWords();
  const { texts } = useAssistWords();
  const file = useAssist().files.get(id);
  return file ? <FileName file={file} language={language} /> : <p>{texts.upload.a_file}</p>;
}
