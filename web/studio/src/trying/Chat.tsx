/** The talk with a draft: what was said, and the box to go on. */
import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Icon } from "@moien/kit/Icon.tsx";
import { lengthOf, MAX_TEXT } from "@moien/kit/frames.ts";
import { LANGUAGES, OWN_NAMES } from "@moien/kit/languages.ts";
import { fill } from "@moien/kit/words.ts";
import { useWords } from "../studioWords.ts";
import { ExchangeView } from "./ExchangeView.tsx";
import type { Talk } from "./talk.ts";

interface ChatProps {
  talk: Talk;
  about: string;
  paths: readonly string[];
  /** Shows the inside of the chosen exchange, where there is room for one thing only. */
  look: () => void;
}

export function Chat({ talk, about, paths, look }: ChatProps): JSX.Element {
  const { words } = useWords();
  const exchanges = talk.exchanges.value;
  const log = useRef<HTMLDivElement>(null);
  const newest = exchanges.at(-1);
  const box = useRef<HTMLTextAreaElement>(null);
  // What came last is what one waits for.
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [newest]);
  return (
    <section class="chat" aria-label={words.trying.talk}>
      <h2 class="unseen">{words.trying.talk}</h2>
      <Tools talk={talk} focus={() => box.current?.focus()} />
      <div class="chat-log" role="log" aria-label={words.trying.talk} tabIndex={0} ref={log}>
        {exchanges.length === 0 ? (
          <div class="chat-empty">
            <Icon name="chat" />
            <p>{about}</p>
            <p class="chat-paths">{paths.join(" · ")}</p>
            <p>{words.trying.empty}</p>
          </div>
        ) : (
          <ol class="items">
            {exchanges.map((exchange) => (
              <ExchangeView
                key={exchange.turn}
                talk={talk}
                exchange={exchange}
                live={exchange === newest}
                look={() => {
                  talk.chosen.value = exchange.turn;
                  look();
                }}
              />
            ))}
          </ol>
        )}
      </div>
      <p class="chat-working" role="status">
        {talk.busy.value && words.trying.working}
      </p>
      <Composer talk={talk} box={box} />
    </section>
  );
}

function Tools({ talk, focus }: { talk: Talk; focus: () => void }): JSX.Element {
  const { words } = useWords();
  const person = talk.identity.value;
  return (
    <div class="chat-tools">
      <label class="language">
        <Icon name="globe" />
        <span class="unseen">{words.trying.language}</span>
        <select
          value={talk.language.value}
          onChange={(event) => {
            const wanted = LANGUAGES.find((code) => code === event.currentTarget.value);
            if (wanted) talk.choose(wanted);
          }}
        >
          {LANGUAGES.map((code) => (
            <option key={code} value={code} lang={code}>
              {OWN_NAMES[code]}
            </option>
          ))}
        </select>
      </label>
      {person !== null && (
        <span class="tag good">
          <Icon name="lock" />
          {fill(words.trying.login.done, {
            name: `${person.given_name ?? ""} ${person.family_name ?? ""}`.trim(),
          })}
        </span>
      )}
      <button
        type="button"
        class="button small"
        aria-disabled={talk.exchanges.value.length === 0}
        onClick={() => {
          if (talk.exchanges.value.length === 0) return;
          talk.beginAnew();
          focus();
        }}
      >
        <Icon name="refresh" />
        {words.trying.anew}
      </button>
    </div>
  );
}

interface ComposerProps {
  talk: Talk;
  box: { current: HTMLTextAreaElement | null };
}

function Composer({ talk, box }: ComposerProps): JSX.Element {
  const { words } = useWords();
  const [text, setText] = useState("");
  const id = useId();
  const field = talk.field.value;
  const tooLong = lengthOf(text) > MAX_TEXT;
  const usable = text.trim() !== "" && !tooLong && !talk.busy.value;
  const label = field === null ? words.trying.message : fill(words.trying.answer_to, { label: field.label });
  const send = () => {
    if (!usable) return;
    void talk.give({ type: "text", text: text.trim() });
    setText("");
  };
  return (
    <form
      class="chat-composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {field?.type === "file" && (
        <button
          type="button"
          class="button small"
          aria-disabled={talk.busy.value}
          onClick={() => !talk.busy.value && void talk.give({ type: "file", name: words.trying.document_name })}
        >
          <Icon name="clip" />
          {words.trying.document}
        </button>
      )}
      <label for={`${id}text`} class={field === null ? "unseen" : undefined}>
        {label}
      </label>
      <div class="chat-box">
        <textarea
          id={`${id}text`}
          ref={box}
          rows={1}
          value={text}
          placeholder={field === null ? words.trying.empty : undefined}
          aria-invalid={tooLong}
          aria-describedby={tooLong ? `${id}long` : undefined}
          enterkeyhint="send"
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <button type="submit" class="button main square" aria-label={words.trying.send} aria-disabled={!usable}>
          <Icon name="send" />
        </button>
      </div>
      {tooLong && (
        <p id={`${id}long`} class="worse-text" role="status">
          {words.refused.message_too_long}
        </p>
      )}
    </form>
  );
}
