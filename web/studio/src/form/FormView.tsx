/** The form view of a file, made from its schema: the same text as in the editor, for people who do not write YAML. */
import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Signal } from "@moien/kit/signals.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { LANGUAGES } from "@moien/kit/languages.ts";
import { fill, plural } from "@moien/kit/words.ts";
import { fetchDrafters, type Drafters } from "../api.ts";
import type { Draft } from "../file/draft.ts";
import { problemsByPlace } from "../file/places.ts";
import { useWords } from "../studioWords.ts";
import { FormContext } from "./context.ts";
import { GroupNode } from "./groups.tsx";
import { missingIn, pointer, type Schema } from "./schema.ts";

interface FormViewProps {
  draft: Draft;
  schema: Schema;
  revealed: Signal<string | null>;
  signedOut: () => void;
}

export function FormView({ draft, schema, revealed, signedOut }: FormViewProps): JSX.Element {
  const { words } = useWords();
  const checked = draft.checked.value;
  const { values } = checked;
  const [drafters, setDrafters] = useState<Drafters | null>(null);
  useEffect(() => {
    let gone = false;
    void fetchDrafters().then((outcome) => {
      if (!gone) setDrafters(outcome.done ? outcome.value : { model: null, languages: [] });
    });
    return () => {
      gone = true;
    };
  }, []);
  const state = useMemo(
    () => ({
      root: schema,
      values,
      byPlace: problemsByPlace(checked),
      change: (changes: Parameters<Draft["change"]>[0]) => void draft.change(changes),
      revealed,
      file: draft,
      drafters,
      signedOut,
    }),
    [draft, schema, revealed, values, checked, drafters, signedOut],
  );
  if (values === null || values === undefined || typeof values !== "object") {
    return (
      <p class="notice-plain" role="status">
        {words.form.unreadable}
      </p>
    );
  }
  return (
    <FormContext.Provider value={state}>
      <Health schema={schema} values={values} revealed={revealed} />
      <div class="form-view">
        <GroupNode path={[]} schema={schema} value={values} />
      </div>
    </FormContext.Provider>
  );
}

/** How complete each language is, with the way to what is missing. */
function Health({
  schema,
  values,
  revealed,
}: { schema: Schema; values: object } & Pick<FormViewProps, "revealed">): JSX.Element {
  const { language, words, kit } = useWords();
  return (
    <ul class="languages" aria-label={words.form.languages}>
      {LANGUAGES.map((code) => {
        const missing = missingIn(schema, values, code);
        const next = missing[0];
        const name = kit.language_names[code];
        return (
          <li key={code}>
            {next === undefined ? (
              <span class="tag good">
                <Icon name="check" />
                {fill(words.form.complete, { language: name })}
              </span>
            ) : (
              <button
                type="button"
                class="tag bad"
                title={words.form.to_missing}
                onClick={() => (revealed.value = pointer(next))}
              >
                <Icon name="alert" />
                {name}: {plural(language, missing.length, words.form.lacks)}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
