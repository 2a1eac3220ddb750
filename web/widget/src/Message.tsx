/** One message in the log: who and when, the text, and what belongs to it (summary, sources, buttons, judgement). */
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { clockTime } from "@moien/kit/dates.ts";
import type { MessageItem } from "@moien/kit/fold.ts";
import type { Origin } from "@moien/kit/frames.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { FileName, originData, Provenance, Sources, SummaryTable } from "@moien/kit/parts.tsx";
import { Markdown, PlainText } from "@moien/kit/Text.tsx";
import { fill } from "@moien/kit/words.ts";
import { fetchedParts } from "./fetchedParts.ts";
import { useSpeech } from "./context.ts";
import { Download } from "./Download.tsx";
import { Easy } from "./Easy.tsx";
import { Missing } from "./Missing.tsx";
import { authorName } from "./spoken.ts";

interface BubbleProps {
  author: string;
  name: string;
  at: string | number;
  /** Place in the log; missing while the message is on its way. */
  seq?: number;
  /** Where the text comes from; missing while the message is on its way. */
  origin?: Origin;
  /** Author and time stand above the bubble; otherwise only screen readers get them. */
  headed: boolean;
  children: ComponentChildren;
}

/** The frame around a message, the same for stored ones and for those on their way. */
export function Bubble({ author, name, at, seq, origin, headed, children }: BubbleProps): JSX.Element {
  const { words, language } = useSpeech();
  const time = clockTime(language, at);
  return (
    <li class={`message ${author}`} data-seq={seq} {...(origin && originData(origin))}>
      <p class={headed ? "byline" : "unseen"} lang={language}>
        <span class="unseen">{fill(words.said, { author: name, time })}</span>
        <span aria-hidden="true">
          {name} · {time}
        </span>
      </p>
      {children}
    </li>
  );
}

interface MessageProps {
  item: MessageItem;
  headed: boolean;
  /** The citizen may still press the buttons. */
  live: boolean;
  /** This is the newest message that asks for a login. */
  mayLogIn: boolean;
}

export function Message({ item, headed, live, mayLogIn }: MessageProps): JSX.Element {
  const { easy, words, kit, language } = useSpeech();
  const [other, setOther] = useState(false);
  const login = item.login === null ? null : fetchedParts();
  const Translated = item.original ? fetchedParts()?.Translated : undefined;
  const newTab = kit.source.new_tab;
  return (
    <Bubble
      author={item.author}
      name={authorName(language, item)}
      at={item.at}
      seq={item.seq}
      origin={item.origin}
      headed={headed}
    >
      <div class="bubble" lang={item.language}>
        {item.field && (
          <p class="step" lang={language}>
            {fill(words.step, { step: item.field.step, steps: item.field.steps })}
          </p>
        )}
        {item.author === "bot" ? (
          <Markdown text={easy.textOf(item, other)} newTab={newTab} />
        ) : (
          item.text !== item.document?.name && <PlainText text={item.text} newTab={newTab} />
        )}
        {item.document &&
          (item.author === "citizen" ? (
            <FileName file={item.document} language={language} />
          ) : (
            <Download file={item.document} />
          ))}
        {item.summary.length > 0 && <SummaryTable rows={item.summary} name={words.summary} language={language} />}
        {item.citations.length > 0 && (
          <Sources citations={item.citations} textLanguage={item.language} language={language} />
        )}
        {Translated && item.original ? (
          <Translated original={item.original} />
        ) : (
          <Provenance item={item} language={language} />
        )}
      </div>
      {item.easy !== null && <Easy other={other} show={setOther} />}
      {item.buttons.length > 0 && <Buttons item={item} live={live} />}
      {login ? <login.LoginPrompt live={mayLogIn} /> : <Missing part={login} />}
      {item.author === "bot" && item.citations.length > 0 && <Rating item={item} />}
    </Bubble>
  );
}

/** A used or stale button stays in view and keeps the focus, but does nothing any more. */
function Buttons({ item, live }: { item: MessageItem; live: boolean }): JSX.Element {
  const { session, words, language } = useSpeech();
  const pressed = session.pressed.value.get(item.seq);
  const usable = live && pressed === undefined;
  return (
    <ul class={item.summary.length > 0 ? "choices deciding" : "choices"} aria-label={words.choices}>
      {item.buttons.map((button, index) => (
        <li key={index}>
          <button
            type="button"
            lang={item.language}
            class={pressed === index ? "choice chosen" : "choice"}
            aria-disabled={!usable}
            onClick={() => usable && session.press(item.seq, index)}
          >
            {pressed === index && <Icon name="check" />}
            {button.title}
            {pressed === index && (
              <span class="unseen" lang={language}>
                {" "}
                ({words.chosen})
              </span>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Rating({ item }: { item: MessageItem }): JSX.Element {
  const { session, words, language } = useSpeech();
  const { question, yes, no, thanks } = words.rating;
  const judge = (helpful: boolean) => {
    if (session.ready.value && item.helpful !== helpful) session.rate(item.seq, helpful);
  };
  return (
    <div class="rating" role="group" aria-label={question} lang={language}>
      <span aria-hidden="true">{item.helpful === null ? question : thanks}</span>
      <button
        type="button"
        aria-label={yes}
        title={yes}
        aria-pressed={item.helpful === true}
        onClick={() => judge(true)}
      >
        <Icon name="thumbUp" />
      </button>
      <button
        type="button"
        aria-label={no}
        title={no}
        aria-pressed={item.helpful === false}
        onClick={() => judge(false)}
      >
        <Icon name="thumbDown" />
      </button>
    </div>
  );
}
