/** Prepared replies over the box: searched, chosen by keys or press, seen in full, in the citizen's language or another. */
import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { TicketView } from "@moien/kit/agentFrames.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { kitWords } from "@moien/kit/kitWords.ts";
import { LANGUAGES, OWN_NAMES, type Language } from "@moien/kit/languages.ts";
import { fill, plural } from "@moien/kit/words.ts";
import { useDesk } from "../context.ts";
import type { WatchedConversation } from "../conversation.ts";
import type { Desk } from "../desk.ts";
import { useWords } from "../consoleWords.ts";
import { serviceTitle } from "../ticket.ts";
import { useAssistWords } from "./assistWords.ts";
import { filled, foundReplies, type CannedReply, type Fillings } from "./cannedReplies.ts";

interface ReplyPickerProps {
  conversation: WatchedConversation;
  ticket: TicketView | undefined;
  /** Language of the citizen. */
  tongue: Language;
  insert: (text: string, language: Language) => void;
  /** `typed`: what was meant for the box after all. */
  close: (typed?: string) => void;
}

export function ReplyPicker({ conversation, ticket, tongue, insert, close }: ReplyPickerProps): JSX.Element {
  const desk = useDesk();
  const { words } = useWords();
  const { language, texts } = useAssistWords();
  const [sought, setSought] = useState("");
  const [at, setAt] = useState(0);
  const [chosen, setChosen] = useState<Language>(tongue);
  const search = useRef<HTMLInputElement>(null);
  const active = useRef<HTMLLIElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const id = useId();
  const service = ticket?.service ?? null;
  const replies = foundReplies(desk.catalogue.value?.replies ?? [], service, sought, [chosen, language]);
  const place = Math.min(at, replies.length - 1);
  const current = replies[place];
  const fillings = fillingsOf(desk, conversation, ticket, tongue, chosen);

  useEffect(() => search.current?.focus(), []);
  useEffect(() => active.current?.scrollIntoView({ block: "nearest" }), [place]);

  const choose = (reply: CannedReply | undefined) => {
    if (reply) insert(filled(reply.text[chosen], fillings), chosen);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setAt(Math.min(place + 1, replies.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(place - 1, 0));
    else if (event.key === "Enter" && !event.isComposing) choose(current);
    else if (sought === "" && event.key === "Backspace") close();
    else if (sought === "" && (event.key === " " || event.key === "/")) close(event.key === "/" ? "/" : "/ ");
    else return;
    event.preventDefault();
  };

  return (
    <div
      class="picker"
      role="group"
      aria-label={texts.replies.heading}
      ref={frame}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        close();
      }}
    >
      <div class="picker-head">
        <input
          ref={search}
          role="combobox"
          autoComplete="off"
          spellcheck={false}
          aria-label={texts.replies.search}
          placeholder={texts.replies.search}
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls={`${id}list`}
          aria-activedescendant={current && `${id}${current.id}`}
          aria-describedby={`${id}keys`}
          value={sought}
          onInput={(event) => {
            setSought(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <select
          aria-label={texts.replies.language}
          value={chosen}
          onChange={(event) => {
            setChosen(event.currentTarget.value as Language);
            search.current?.focus();
          }}
        >
          {LANGUAGES.map((code) => (
            <option key={code} value={code} lang={code}>
              {OWN_NAMES[code]}
            </option>
          ))}
        </select>
        <button
          type="button"
          class="button square quiet"
          aria-label={words.dialog.close}
          title={words.dialog.close}
          onClick={() => close()}
        >
          <Icon name="close" />
        </button>
      </div>
      <p class="unseen" id={`${id}keys`}>
        {texts.replies.keys}
      </p>
      <ul class="picker-list" id={`${id}list`} role="listbox" aria-label={texts.replies.list}>
        {replies.map((reply, index) => (
          <li
            key={reply.id}
            id={`${id}${reply.id}`}
            ref={index === place ? active : null}
            role="option"
            class={index === place ? "active" : undefined}
            aria-selected={index === place}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(reply)}
          >
            <span class="shortcut">/{reply.shortcut}</span>
            <span class="text" lang={chosen}>
              {filled(reply.text[chosen], fillings)}
            </span>
            {reply.service !== null && (
              <span class="facts">
                {fill(texts.replies.about, { service: serviceTitle(desk, reply.service, language) })}
              </span>
            )}
          </li>
        ))}
      </ul>
      <p class={replies.length === 0 ? "about" : "unseen"} role="status">
        {replies.length === 0 ? texts.replies.none : plural(language, replies.length, texts.replies.found)}
      </p>
      {current && (
        <div class="picker-preview">
          <p class="about">{texts.replies.preview}</p>
          <p lang={chosen}>{filled(current.text[chosen], fillings)}</p>
        </div>
      )}
    </div>
  );
}

/** What is known for the gaps, worded in the language of the reply. */
function fillingsOf(
  desk: Desk,
  { view }: WatchedConversation,
  ticket: TicketView | undefined,
  tongue: Language,
  language: Language,
): Fillings {
  const agent = desk.state.value.me?.name;
  const service = ticket?.service ?? null;
  const reference = view.value.items.flatMap((item) => (item.kind === "job" ? (item.reference ?? []) : [])).at(-1);
  return {
    ...(agent !== undefined && { agent }),
    citizen_language: kitWords(language).language_names[tongue],
    ...(service !== null && { service: serviceTitle(desk, service, language) }),
    ...(reference !== undefined && { reference }),
  };
}
