/** Says that a machine translated what an agent wrote, and shows the original to whoever wants to see it. */
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import type { Original } from "@moien/kit/frames.ts";
import { PlainText } from "@moien/kit/Text.tsx";
import { fill } from "@moien/kit/words.ts";
import { useSpeech } from "../context.ts";

export function Translated({ original }: { original: Original }): JSX.Element {
  const { words, kit, language } = useSpeech();
  const texts = words.translated;
  const [shown, setShown] = useState(false);
  const id = useId();
  const source = fill(texts.original, { language: kit.language_names[original.language] });
  return (
    <div class="translated" lang={language}>
      <p>
        {kit.origin.translated} ({source})
      </p>
      <button
        type="button"
        class="small"
        aria-expanded={shown}
        aria-controls={`${id}original`}
        onClick={() => setShown(!shown)}
      >
        {shown ? texts.hide : texts.show}
      </button>
      <blockquote id={`${id}original`} lang={original.language} hidden={!shown}>
        <PlainText text={original.text} newTab={kit.source.new_tab} />
      </blockquote>
    </div>
  );
}
