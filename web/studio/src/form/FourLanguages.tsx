/** The same in four languages, side by side; what is missing in one is marked. */
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { FieldProblem } from "@moien/kit/staff/Field.tsx";
import { LANGUAGES } from "@moien/kit/languages.ts";
import { useWords } from "../studioWords.ts";
import { useForm } from "./context.ts";
import { isFilled, pointer, resolved, shapeOf, valueAt, type Path, type Schema } from "./schema.ts";
import { TextsValue } from "./TextsValue.tsx";
import { TextValue } from "./TextValue.tsx";

interface FourLanguagesProps {
  path: Path;
  schema: Schema;
  value: unknown;
  label: string;
}

export function FourLanguages({ path, schema, value, label }: FourLanguagesProps): JSX.Element {
  const { words, kit } = useWords();
  const { root, byPlace } = useForm();
  const id = useId();
  return (
    <div class="four">
      {LANGUAGES.map((code) => {
        const inner = resolved(root, schema.properties?.[code] ?? {});
        const text = valueAt(value, [code]);
        const place = [...path, code];
        const several = shapeOf(root, inner) === "texts";
        const problems = byPlace.get(pointer(place)) ?? [];
        const missing = !isFilled(text) && (schema.required?.includes(code) ?? false);
        const name = kit.language_names[code];
        return (
          <div key={code} class={missing ? "tongue missing" : "tongue"}>
            <p class="tongue-name">
              {several ? (
                <span>{name}</span>
              ) : (
                <label for={`${id}${code}`}>
                  <span class="unseen">{label}: </span>
                  {name}
                </label>
              )}
              {several && <span class="count">{Array.isArray(text) ? text.length : 0}</span>}
              {missing && <span class="tag bad">{words.form.missing}</span>}
            </p>
            {several ? (
              <TextsValue path={place} value={text} label={`${label}, ${name}`} language={code} />
            ) : (
              <TextValue
                path={place}
                schema={inner}
                value={text}
                id={`${id}${code}`}
                described={problems.length > 0 ? `${id}${code}problem` : undefined}
                faulty={problems.length > 0}
                language={code}
              />
            )}
            <FieldProblem id={`${id}${code}problem`} text={problems.map(({ message }) => message).join(" ")} />
          </div>
        );
      })}
    </div>
  );
}
