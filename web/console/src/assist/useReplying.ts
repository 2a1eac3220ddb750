/** What is written in a conversation and how it goes out: as it is, translated, with files, or as a note for staff. */
import { useEffect, useRef } from "preact/hooks";
import { lengthOf, MAX_TEXT } from "@moien/kit/frames.ts";
import type { Language } from "@moien/kit/languages.ts";
import { fill } from "@moien/kit/words.ts";
import { useWords } from "../consoleWords.ts";
import { useDesk } from "../context.ts";
import type { WatchedConversation } from "../conversation.ts";
import type { Draft } from "../drafts.ts";
import { attached } from "../replies.ts";
import { useLastTicket } from "../ticket.ts";
import { useAssist } from "./assist.ts";
import { useAssistWords } from "./assistWords.ts";
import { openGap } from "./cannedReplies.ts";
import type { Uploads } from "./uploads.ts";
import type { Writing } from "./writing.ts";

export type Kind = keyof Draft;

const COUNT_FROM = 2750;

export interface Replying {
  text: string;
  write: (text: string) => void;
  /** Language of the agent, in which they read the page. */
  language: Language;
  /** Language of the citizen. */
  tongue: Language;
  writing: Writing;
  uploads: Uploads;
  /** A machine translates into the citizen's language, and that is another one. */
  serves: boolean;
  /** The citizen's language is another one, and no machine translates into it. */
  unserved: boolean;
  /** This reply goes out as a translation. */
  translates: boolean;
  /** There is something to translate, and somebody who does it. */
  translatable: boolean;
  /** The translation that is there belongs to the text in the box. */
  fits: boolean;
  /** The text in the box is no longer the one that was translated. */
  stale: boolean;
  /** Why it cannot be sent, in words. */
  problem: string | null;
  /** What else there is to say of it. */
  state: string;
  /** Whether the button does anything now. */
  sendable: boolean;
  translate: () => void;
  /** Send, or translate first; false where nothing was sent. */
  send: () => boolean;
  sendPlain: () => boolean;
  /** A prepared reply is put into the box: one in the citizen's language needs no translation. */
  chosen: (language: Language) => void;
}

export function useReplying(conversation: WatchedConversation, kind: Kind): Replying {
  const desk = useDesk();
  const assist = useAssist();
  const { language, words } = useWords();
  const { texts } = useAssistWords();
  const { id } = conversation;
  const drafts = desk.drafts.get(id);
  const ticket = useLastTicket(desk, id);
  const writing = assist.writing(id);
  const uploads = assist.uploads(id);
  const translators = assist.translators.value;
  const text = drafts[kind];
  const isReply = kind === "reply";
  const tongue = conversation.view.value.language ?? ticket?.language ?? language;
  const foreign = isReply && tongue !== language;
  const serves = foreign && (translators?.languages.includes(tongue) ?? false);
  const written = isReply ? writing.written.value : null;
  const chosen = writing.chosen.value ?? assist.automatic.has(id);
  const translates = written !== null || (serves && chosen);
  const order = { source: text.trim(), from: language, to: tongue };
  const fits = writing.fits(order);
  const stale =
    written !== null && (written.source !== order.source || written.from !== language || written.to !== tongue);
  const complete = conversation.complete.value;
  const ready = isReply ? uploads.list.value.filter(({ document }) => document !== null).length : 0;
  const moving = isReply && uploads.list.value.some(({ document, problem }) => document === null && problem === null);
  const length = lengthOf(text);
  const working = written?.standing === "working";
  const leaves = translates && fits ? (written?.text ?? "") : text;
  const gap = isReply ? openGap(leaves) : null;
  const tooLong = length > MAX_TEXT || lengthOf(leaves) > MAX_TEXT;
  const hasText = order.source !== "";
  const finished = !tooLong && !moving && gap === null && !(working && hasText) && (hasText || ready > 0);
  // Without a connection the agent may be wrong about what was said last: the reply waits for the log.
  const postpones = isReply && !complete && conversation.wasComplete && desk.connection.value === "lost";
  const sendable = finished && (complete || postpones);
  const asked = conversation.sendsLater.value;
  const overtaken = asked !== null && complete && conversation.newestOfCitizen > asked;

  const set = (change: Partial<Draft>) => desk.drafts.set(id, { ...desk.drafts.get(id), ...change });
  const write = (next: string) => {
    conversation.sendsLater.value = null;
    set({ [kind]: next });
    if (isReply && next.trim() === "") writing.drop();
  };
  const translate = () => {
    if (hasText && !working) void writing.translate(order);
  };
  const sendFiles = () => {
    for (const document of uploads.take()) {
      assist.files.set(document.id, document);
      desk.post(attached(id, document.id));
    }
  };
  const sendPlain = () => {
    if (!sendable || !complete || openGap(text) !== null) return false;
    if (hasText) desk.say(id, order.source);
    finish();
    return true;
  };
  const finish = () => {
    sendFiles();
    writing.done();
    conversation.sendsLater.value = null;
    set({ reply: "" });
  };
  const send = () => {
    if (!sendable) return false;
    if (!complete) {
      conversation.sendsLater.value = conversation.newestOfCitizen;
      return false;
    }
    if (!isReply) {
      if (!desk.note(id, order.source)) return false;
      set({ note: "" });
      return true;
    }
    if (!translates || !hasText) return sendPlain();
    if (!fits || written === null) {
      translate();
      return false;
    }
    desk.say(id, written.text.trim(), { text: order.source, language });
    finish();
    return true;
  };

  // The log is there again: the reply goes out, unless the person has written something that it does not answer.
  const due = isReply && complete && asked !== null && !overtaken;
  const sendNow = useRef(send);
  sendNow.current = send;
  useEffect(() => {
    if (!due) return;
    conversation.sendsLater.value = null;
    sendNow.current();
  }, [due, conversation]);

  // The hub has refused a translation: it comes back to be put right, as soon as the box is free.
  const refused = desk.pending.list.value.find(
    ({ frame, failed }) => failed === "tokens_changed" && frame.type === "say" && frame.conversation === id,
  )?.frame;
  const free = drafts.reply === "";
  useEffect(() => {
    if (!free || refused?.type !== "say" || !refused.original) return;
    const { text: source, language: from } = refused.original;
    desk.drafts.set(id, { ...desk.drafts.get(id), reply: source });
    writing.restore({ source: source.trim(), from, to: tongue }, refused.text);
    desk.pending.remove(refused.message_id);
  }, [desk, id, refused, free, tongue, writing]);

  return {
    text,
    write,
    language,
    tongue,
    writing,
    uploads,
    serves,
    unserved: foreign && translators !== null && !serves,
    translates,
    translatable: serves && hasText,
    fits,
    stale,
    problem: tooLong
      ? fill(words.composer.counter, { n: Math.max(length, lengthOf(leaves)), max: MAX_TEXT })
      : gap && fill(texts.replies.gap, { gap: gap.gap }),
    state:
      asked !== null
        ? overtaken
          ? texts.writing.overtaken
          : texts.writing.later
        : !complete
          ? words.conversation.catching_up
          : length >= COUNT_FROM
            ? fill(words.composer.counter, { n: length, max: MAX_TEXT })
            : "",
    sendable,
    translate,
    send,
    sendPlain,
    chosen: (picked) => {
      if (picked === tongue && !hasText) writing.giveUp();
    },
  };
}
