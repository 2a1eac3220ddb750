/** Items of the log as sentences: for the lines on the screen and for the announcements to screen readers. */
import type { Origin, Progress, ShownEvent } from "@moien/kit/frames.ts";
import type { JobItem, LineItem } from "@moien/kit/fold.ts";
import { kitWords } from "@moien/kit/kitWords.ts";
import type { Language } from "@moien/kit/languages.ts";
import { parseMarkdown, plainText } from "@moien/kit/markdown.ts";
import { fill, plural } from "@moien/kit/words.ts";
import type { EasyLanguage } from "./easy.ts";
import type { Site } from "./site.ts";
import { widgetWords } from "./widgetWords.ts";

type Data = ShownEvent["data"];
type Line = Pick<LineItem, "kind"> & Extract<Data, { kind: LineItem["kind"] }>;

export interface Utterance {
  text: string;
  /** Language of the text, which for a message need not be that of the page around it. */
  language: Language;
}

export function authorName(language: Language, message: { author: string; agent: string | null }): string {
  const words = widgetWords(language);
  switch (message.author) {
    case "citizen":
      return words.you;
    case "agent":
      return message.agent === null ? words.person : fill(words.agent, { agent: message.agent });
    default:
      return kitWords(language).assistant;
  }
}

/** What a line of the log says to the citizen; null for lines that are not for the citizen. */
export function lineText(language: Language, line: Line): string | null {
  const words = widgetWords(language);
  switch (line.kind) {
    case "notice":
      return words.notice[line.code];
    case "language":
      if (line.reason === "page") return null;
      return fill(words.language_now, { language: kitWords(language).language_names[line.language] });
    case "owner":
      return ownerText(language, line);
    case "identity":
      return words.login[line.state];
    case "note":
      return null;
  }
}

/** Whether a line says that an AI answers. */
export function isDisclosure(data: Data | Line): boolean {
  return data.kind === "notice" && data.code === "ai_disclosure";
}

/** Who answers for the chat, and how long conversations are kept, as far as that is known. */
export function aboutSite(language: Language, site: Site | null): string {
  const { by, kept, kept_somehow: somehow } = widgetWords(language).first;
  if (site === null) return somehow;
  const { name, kept_days: days } = site;
  return `${fill(by, { name: name[language] })} ${days === undefined ? somehow : plural(language, days, kept)}`;
}

function ownerText(language: Language, line: Extract<Line, { kind: "owner" }>): string {
  const { owner, person } = widgetWords(language);
  const agent = line.agent ?? person;
  switch (line.owner) {
    case "queue":
      return owner[queueWords(line)];
    case "agent":
      switch (line.reason) {
        case "transferred":
          return fill(owner.agent_transferred, { agent });
        case "service_started":
          return fill(owner.agent_service_started, { agent });
        case "service_stopped":
          return fill(owner.agent_service_stopped, { agent });
        default:
          return fill(owner.agent, { agent });
      }
    case "bot":
      if (line.reason === "call_back") return owner.bot_call_back;
      return line.reason === "cancelled" ? owner.bot_cancelled : owner.bot;
    case "closed":
      return owner.closed;
  }
}

function queueWords({ reason, bot }: Extract<Line, { kind: "owner" }>): `queue_${QueueReason}` {
  switch (reason) {
    case "meanwhile":
      return bot ? "queue_meanwhile" : "queue_only";
    case "crisis":
    case "dead_letter":
    case "repeated_failure":
    case "complaint":
    case "low_confidence":
    case "transferred":
    case "requeued":
      return `queue_${reason}`;
    default:
      return "queue_asked";
  }
}

type QueueReason =
  | "asked"
  | "crisis"
  | "dead_letter"
  | "repeated_failure"
  | "complaint"
  | "low_confidence"
  | "transferred"
  | "requeued"
  | "meanwhile"
  | "only";

/** How a job stands. An application that was filed, and therefore has a reference, is taken back, not cancelled. */
export function jobText(
  language: Language,
  { job_kind: kind, state, delayed, reference }: Pick<JobItem, "job_kind" | "state" | "delayed" | "reference">,
): string {
  const words = widgetWords(language).job;
  if (state === "cancelled" && reference !== null) return words.undo.succeeded;
  const text = words[kind][delayed && state === "queued" ? "delayed" : state];
  if (reference === null || kind !== "file") return text;
  return `${text} ${fill(kitWords(language).reference, { reference })}`;
}

/** What the bot does for an answer, in words. */
export function progressText(language: Language, { stage, pages }: Progress): string {
  const { writes } = widgetWords(language);
  if (stage === null) return writes.assistant;
  return stage === "reading" ? plural(language, pages, writes.reading) : writes[stage];
}

function isByMachine(origin: Origin): origin is "llm" | "translated" {
  return origin === "llm" || origin === "translated";
}

/** What a screen reader says about an event that has just arrived; null when it should stay silent. `easy` chooses texts. */
export function announcement(
  language: Language,
  data: Data,
  site: Site | null,
  easy: Pick<EasyLanguage, "textOf">,
): Utterance | null {
  switch (data.kind) {
    case "message": {
      if (data.author === "citizen") return null;
      const own = data.language;
      const said = data.author === "bot" ? plainText(parseMarkdown(easy.textOf(data))) : data.text;
      const rows = data.summary.map((row) => `${row.label}${row.label.endsWith("?") ? "" : ":"} ${row.value}.`);
      const buttons = data.buttons.map((button) => button.title).join(", ");
      const choices = buttons === "" ? [] : [`${widgetWords(own).choices}: ${buttons}.`];
      const login = data.login === null ? [] : [`${widgetWords(own).choices}: ${widgetWords(own).login.button}.`];
      const mark = isByMachine(data.origin) ? [`(${kitWords(own).origin[data.origin]}.)`] : [];
      return {
        text: [`${authorName(own, data)}: ${said}`, ...mark, ...rows, ...choices, ...login].join(" "),
        language: own,
      };
    }
    case "job":
      return { text: jobText(language, data), language };
    case "feedback":
    case "rating":
      return null;
    default: {
      const text = lineText(language, data);
      if (text === null) return null;
      return { text: isDisclosure(data) ? `${text} ${aboutSite(language, site)}` : text, language };
    }
  }
}
