/** Under the box: the translation that the citizen will get, to be corrected, beside what it says in the agent's language. */
import type { JSX, RefObject } from "preact";
import { useId } from "preact/hooks";
import { Icon } from "@moien/kit/Icon.tsx";
import { lengthOf, MAX_TEXT } from "@moien/kit/frames.ts";
import { fill } from "@moien/kit/words.ts";
import { useWords } from "../consoleWords.ts";
import { useAssistWords } from "./assistWords.ts";
import { TroubleText } from "./TroubleText.tsx";
import type { Writing, Written } from "./writing.ts";

interface TranslationPanelProps {
  writing: Writing;
  written: Written;
  /** What the agent wrote has changed since. */
  stale: boolean;
  box: RefObject<HTMLTextAreaElement | null>;
  again: () => void;
  send: () => void;
}

export function TranslationPanel({ writing, written, stale, box, again, send }: TranslationPanelProps): JSX.Element {
  const { words, kit } = useWords();
  const { texts } = useAssistWords();
  const { writing: said } = texts;
  const id = useId();
  const { from, to, text, model, back, standing, trouble } = written;
  const tooLong = lengthOf(text) > MAX_TEXT;
  const changed = back !== null && back.of !== text;
  return (
    <div class={stale ? "translated-reply stale" : "translated-reply"} aria-busy={standing === "working"}>
      <div class="side">
        <label for={`${id}text`}>{fill(said.translation, { language: kit.language_names[to] })}</label>
        <textarea
          id={`${id}text`}
          ref={box}
          rows={2}
          lang={to}
          value={text}
          readOnly={standing === "working"}
          placeholder={standing === "working" ? texts.incoming.working : said.by_hand}
          aria-describedby={`${id}said`}
          aria-invalid={tooLong}
          onInput={(event) => writing.edit(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
      </div>
      <div class="side">
        <p class="label">{fill(said.back, { language: kit.language_names[from] })}</p>
        <blockquote lang={from} class={changed ? "old" : undefined}>
          {back?.text ?? (standing === "done" ? <em>{said.no_back}</em> : null)}
        </blockquote>
        {(changed || (back === null && text.trim() !== "" && standing !== "working")) && (
          <p class="about">
            {changed && said.back_old}{" "}
            <button
              type="button"
              class="text-button"
              aria-disabled={writing.checking.value}
              onClick={() => void writing.check()}
            >
              {writing.checking.value ? said.checking : said.check}
            </button>
          </p>
        )}
      </div>
      <div class="row foot">
        <p id={`${id}said`} class={stale || trouble !== null || tooLong ? "said care" : "said"} role="status">
          {(stale || trouble !== null || tooLong) && <Icon name="alert" />}
          <span>
            {tooLong ? (
              fill(words.composer.counter, { n: lengthOf(text), max: MAX_TEXT })
            ) : stale ? (
              said.stale
            ) : trouble !== null ? (
              <>
                <TroubleText trouble={trouble} /> {said.by_hand}
              </>
            ) : standing === "working" ? (
              texts.incoming.working
            ) : (
              model !== null && fill(said.made, { model })
            )}
          </span>
        </p>
        <button type="button" class="button small" onClick={again} aria-disabled={standing === "working"}>
          <Icon name="refresh" />
          {said.again}
        </button>
        <button type="button" class="button small quiet" onClick={() => writing.giveUp()}>
          {said.close}
        </button>
      </div>
    </div>
  );
}
