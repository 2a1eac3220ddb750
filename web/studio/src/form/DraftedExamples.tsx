/** Example sentences that the local model drafted: marked as such, confirmed or thrown away one by one. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "@moien/kit/Icon.tsx";
import { LANGUAGES, type Language } from "@moien/kit/languages.ts";
import { fill } from "@moien/kit/words.ts";
import { draftExamples, type Drafters } from "../api.ts";
import { Refused, type Refusal } from "../Refused.tsx";
import { useWords } from "../studioWords.ts";
import { useForm } from "./context.ts";
import { addDrafts, confirmDraft, draftsOf, dropDraft, type Drafts } from "./draftChanges.ts";
import { pointer, valueAt, type Path } from "./schema.ts";

interface DraftedExamplesProps {
  /** Of the intent. */
  path: Path;
  value: unknown;
}

export function DraftedExamples({ path, value }: DraftedExamplesProps): JSX.Element {
  const { words } = useWords();
  const { drafters } = useForm();
  const drafts = draftsOf(value);
  const place = pointer(path);
  return (
    <div class="drafted" role="group" aria-label={words.drafted.heading}>
      <p class="place-name">{words.drafted.heading}</p>
      <p class="hint">{words.drafted.about}</p>
      {LANGUAGES.map((code) => (
        <DraftList key={code} intent={place} drafts={drafts} language={code} />
      ))}
      {drafters !== null && <DraftButtons path={path} drafters={drafters} />}
    </div>
  );
}

function DraftList({
  intent,
  drafts,
  language,
}: {
  intent: string;
  drafts: Drafts;
  language: Language;
}): JSX.Element | null {
  const { words, kit } = useWords();
  const { change } = useForm();
  const sentences = drafts[language] ?? [];
  if (sentences.length === 0) return null;
  return (
    <ul class="drafts" aria-label={fill(words.drafted.list, { language: kit.language_names[language] })}>
      {sentences.map((sentence, place) => (
        <li key={sentence}>
          <span class="tag care">{language}</span>
          <span class="sentence" lang={language}>
            {sentence}
          </span>
          <button
            type="button"
            class="button quiet small"
            aria-label={fill(words.drafted.confirm_one, { sentence })}
            onClick={() => change(confirmDraft(intent, drafts, language, place))}
          >
            <Icon name="check" />
            {words.drafted.confirm}
          </button>
          <button
            type="button"
            class="button quiet small"
            aria-label={fill(words.drafted.drop_one, { sentence })}
            onClick={() => change(dropDraft(intent, drafts, language, place))}
          >
            <Icon name="close" />
            {words.drafted.drop}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** One button for each language in which the model writes, or why there is none. */
function DraftButtons({ path, drafters }: { path: Path; drafters: Drafters }): JSX.Element {
  const { words, kit } = useWords();
  const { file, change, signedOut } = useForm();
  const [writing, setWriting] = useState<Language | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  if (drafters.languages.length === 0) return <p class="about">{words.drafted.nobody}</p>;

  const draft = async (language: Language) => {
    if (writing !== null) return;
    setWriting(language);
    setRefusal(null);
    const intent = pointer(path);
    const outcome = await draftExamples({ path: file.path, text: file.text.peek(), at: intent, language });
    setWriting(null);
    if (outcome.done) {
      // The model takes its time, in which drafts were confirmed, thrown away or written by somebody else.
      const there = draftsOf(valueAt(file.checked.peek().values, [...path, "drafted"]));
      change(addDrafts(intent, there, language, outcome.value.sentences));
    } else if (outcome.code === "signed_out") signedOut();
    else setRefusal(outcome);
  };

  return (
    <>
      <div class="additions">
        <span class="about">{words.drafted.draft}</span>
        {drafters.languages.map((code) => (
          <button
            key={code}
            type="button"
            class="button quiet small"
            aria-disabled={writing !== null}
            onClick={() => void draft(code)}
          >
            <Icon name="plus" />
            {kit.language_names[code]}
          </button>
        ))}
      </div>
      <p class="about" role="status">
        {writing !== null && fill(words.drafted.writing, { language: kit.language_names[writing] })}
      </p>
      {refusal !== null && <Refused refusal={refusal} />}
    </>
  );
}
