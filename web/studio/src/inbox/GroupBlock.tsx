/** A group of the inbox: how often and why, its texts to be chosen, and what is to become of them. */
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { LANGUAGES } from "@moien/kit/languages.ts";
import type { Outcome } from "@moien/kit/staff/calls.ts";
import { fill, plural } from "@moien/kit/words.ts";
import type { FileView } from "../api.ts";
import { Refused, type Refusal } from "../Refused.tsx";
import { useWords } from "../studioWords.ts";
import type { InboxGroup, InboxText } from "./api.ts";
import { groupName } from "./targets.ts";

/** Texts that are shown before one asks for more. */
const FEW = 8;

interface GroupBlockProps {
  group: InboxGroup;
  files: readonly FileView[];
  assign: (chosen: InboxText[]) => void;
  /** Without keys: all of it. */
  ignore: (keys: string[]) => Promise<Outcome<unknown>>;
}

const REASONS = ["unknown", "offered", "asked", "out_of_scope"] as const;

export function GroupBlock({ group, files, assign, ignore }: GroupBlockProps): JSX.Element {
  const { language, words, kit } = useWords();
  const texts = words.inbox;
  const id = useId();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [waiting, setWaiting] = useState(false);
  const picked = group.texts.filter((text) => chosen.has(keyOf(text)));
  const shown = all ? group.texts : group.texts.slice(0, FEW);
  const name = groupName(group, files, language, words);
  const reasons = REASONS.filter((reason) => group.reasons[reason]);

  const choose = (text: InboxText, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(keyOf(text));
    else next.delete(keyOf(text));
    setChosen(next);
  };
  const letGo = async () => {
    if (waiting) return;
    setWaiting(true);
    const outcome = await ignore(picked.flatMap(({ keys }) => keys));
    setWaiting(false);
    setRefusal(outcome.done || outcome.code === "signed_out" ? null : outcome);
    if (outcome.done) setChosen(new Set());
  };

  return (
    <article class="block group" aria-labelledby={id}>
      <h3 id={id}>
        {name}
        {LANGUAGES.filter((code) => group.languages[code]).map((code) => (
          <span key={code} class="tag" title={kit.language_names[code]}>
            {code} {group.languages[code]}
          </span>
        ))}
      </h3>
      <p class="about">
        {[
          fill(texts.counted, { messages: group.messages, conversations: group.conversations }),
          ...reasons.map((reason) => fill(texts.reason[reason], { n: group.reasons[reason] ?? 0 })),
        ].join(" · ")}
      </p>
      <ul class="texts" aria-label={fill(texts.texts_of, { name })}>
        {shown.map((text) => (
          <li key={keyOf(text)}>
            <label>
              <input
                type="checkbox"
                checked={chosen.has(keyOf(text))}
                onChange={(event) => choose(text, event.currentTarget.checked)}
              />
              <abbr title={kit.language_names[text.language]}>{text.language}</abbr>
              <span lang={text.language}>{text.text}</span>
              <span class="times">{fill(texts.times, { n: text.messages })}</span>
            </label>
          </li>
        ))}
      </ul>
      {group.texts.length > FEW && !all && (
        <button type="button" class="button quiet small" onClick={() => setAll(true)}>
          {fill(texts.more, { n: group.texts.length - FEW })}
        </button>
      )}
      {group.hidden > 0 && <p class="about">{plural(language, group.hidden, texts.masked)}</p>}
      <Refused refusal={refusal} />
      <div class="acts">
        <button
          type="button"
          class="button"
          aria-disabled={picked.length === 0}
          onClick={() => picked.length > 0 && assign(picked)}
        >
          {texts.assign}
        </button>
        <button type="button" class="button quiet" aria-disabled={waiting} onClick={() => void letGo()}>
          {picked.length === 0 ? texts.ignore_all : texts.ignore}
        </button>
      </div>
    </article>
  );
}

/** Texts that look alike share a line, and one key is enough to know it. */
const keyOf = ({ keys }: InboxText) => keys[0] ?? "";
