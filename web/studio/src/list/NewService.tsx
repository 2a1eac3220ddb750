/** A new service: from which template, its id, and its title in four languages. */
import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { LANGUAGES, type Language } from "@moien/kit/languages.ts";
import { Field, FieldProblem } from "@moien/kit/staff/Field.tsx";
import { useLoaded } from "@moien/kit/staff/useLoaded.ts";
import { plural } from "@moien/kit/words.ts";
import { createService, fetchTemplates, type Template } from "../api.ts";
import { assign } from "../inbox/api.ts";
import { carriedToNew, dropCarried, putBeside } from "../inbox/carried.ts";
import { fileHash } from "../places.ts";
import { Refused, type Refusal } from "../Refused.tsx";
import { Sheet, Waiting } from "../Sheet.tsx";
import { useWords } from "../studioWords.ts";

/** Twin of `identifier` in contracts/catalogue/catalogue.schema.json. */
const ID = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

export function NewService({ signedOut }: { signedOut: () => void }): JSX.Element {
  const { words } = useWords();
  const loaded = useLoaded(fetchTemplates, signedOut);
  return (
    <Sheet heading={words.new.heading} about={words.new.about} back={{ href: "#services", name: words.list.heading }}>
      {loaded.value === null ? <Waiting loaded={loaded} /> : <Form templates={loaded.value} signedOut={signedOut} />}
    </Sheet>
  );
}

const NO_TITLE: Record<Language, string> = { lb: "", fr: "", de: "", en: "" };

function Form({ templates, signedOut }: { templates: readonly Template[]; signedOut: () => void }): JSX.Element {
  const { language, words, kit } = useWords();
  const [template, setTemplate] = useState(templates[0]?.id ?? "");
  const [id, setId] = useState("");
  const [title, setTitle] = useState(NO_TITLE);
  const [tried, setTried] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  // What the service begins with of the inbox; another visit to this page has none.
  const [carried] = useState(carriedToNew);
  useEffect(() => dropCarried, []);
  const [begun, setBegun] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const name = useId();
  const badId = id.length > 40 || !ID.test(id);
  const missing = LANGUAGES.filter((code) => title[code].trim() === "");

  const create = async () => {
    setTried(true);
    if (badId || missing.length > 0) {
      // The fields are marked with the next render only.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
      return;
    }
    setWaiting(true);
    const outcome = await createService({ id, template, title });
    if (outcome.done && carried !== null) {
      if (carried.proposal !== null) putBeside(outcome.value.path, carried.proposal);
      const put = await assign({ intent: `${id}_about`, ...carried.wish });
      if (put.done) location.hash = fileHash(put.value.path);
      else if (put.code === "signed_out") signedOut();
      else {
        setBegun(outcome.value.path);
        setRefusal(put);
      }
      return;
    }
    setWaiting(false);
    if (outcome.done) location.hash = fileHash(outcome.value.path);
    else if (outcome.code === "signed_out") signedOut();
    else setRefusal(outcome);
  };

  return (
    <form
      ref={form}
      class="block"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!waiting) void create();
      }}
    >
      <fieldset class="field templates">
        <legend>{words.new.template}</legend>
        {templates.map((one) => (
          <label key={one.id} class="choice role">
            <input type="radio" name={name} checked={template === one.id} onChange={() => setTemplate(one.id)} />
            <span>
              <strong>{one.title[language] ?? one.id}</strong>
              <span class="hint">{one.about[language]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <fieldset class="field">
        <legend>{words.new.title}</legend>
        <p class="hint">{words.new.title_hint}</p>
        <div class="four">
          {LANGUAGES.map((code) => {
            const lacks = tried && missing.includes(code);
            return (
              <div key={code} class="tongue">
                <label for={`${name}${code}`}>{kit.language_names[code]}</label>
                <input
                  id={`${name}${code}`}
                  lang={code}
                  maxLength={80}
                  value={title[code]}
                  aria-invalid={lacks ? "true" : undefined}
                  aria-describedby={lacks ? `${name}${code}problem` : undefined}
                  onInput={(event) => setTitle({ ...title, [code]: event.currentTarget.value })}
                />
                <FieldProblem id={`${name}${code}problem`} text={lacks ? words.new.title_missing : null} />
              </div>
            );
          })}
        </div>
      </fieldset>
      <Field
        label={words.new.id}
        hint={words.new.id_hint}
        problem={tried && badId ? words.new.id_bad : null}
        name="service-id"
        autoComplete="off"
        autoCapitalize="none"
        spellcheck={false}
        required
        value={id}
        set={setId}
      />
      {carried !== null && <p class="hint">{plural(language, carried.wish.examples.length, words.inbox.carried)}</p>}
      <Refused refusal={refusal} />
      {begun !== null && (
        <p>
          {words.inbox.carried_refused} <a href={fileHash(begun)}>{words.inbox.open_draft}</a>
        </p>
      )}
      <div class="acts">
        <button type="submit" class="button main" aria-disabled={waiting}>
          {words.new.create}
        </button>
        <a class="button" href="#services">
          {words.cancel}
        </a>
      </div>
    </form>
  );
}
