/** Sentences become examples: of which intent, in which words; or they are taken along to a new service. */
import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { Dialog } from "@moien/kit/staff/Dialog.tsx";
import { FieldProblem } from "@moien/kit/staff/Field.tsx";
import type { FileView } from "../api.ts";
import { Refused, type Refusal } from "../Refused.tsx";
import { useWords } from "../studioWords.ts";
import { assign, type InboxText, type NewExample, type Proposal, type Target } from "./api.ts";
import { carryToNew } from "./carried.ts";
import { byService, intentName, NO_SERVICE, serviceName } from "./targets.ts";

/** What is to be assigned: texts of the inbox, or the question of a proposal. */
export interface Wanted {
  /** What the bot held likeliest. */
  intent: string | null;
  texts: readonly InboxText[];
  proposal?: Proposal;
}

interface AssignDialogProps {
  wanted: Wanted;
  targets: readonly Target[];
  files: readonly FileView[];
  done: (path: string) => void;
  closed: () => void;
  signedOut: () => void;
}

/** No service can have this id. */
const NEW = "+";
/** Twin of `LONGEST_EXAMPLE` in channels/studio/inbox/assigning.py, and of `example` in the catalogue's schema. */
const LONGEST = 200;
/** `…` and what a mask puts in are places to be filled. */
const UNWRITTEN = /…|\[(national_id|phone|email|iban|card|number|name|plate|address)\]/;

export function AssignDialog({ wanted, targets, files, done, closed, signedOut }: AssignDialogProps): JSX.Element {
  const { language, words, kit } = useWords();
  const texts = words.inbox;
  const services = byService(targets);
  const likely = targets.find(({ intent }) => intent === wanted.intent);
  const proposed = wanted.proposal?.service ?? null;
  const begin =
    likely !== undefined
      ? (likely.service ?? NO_SERVICE)
      : proposed !== null && services.has(proposed)
        ? proposed
        : null;
  const [service, setService] = useState<string | null>(begin);
  const [intent, setIntent] = useState(likely?.intent ?? "");
  const [examples, setExamples] = useState<readonly NewExample[]>(() => examplesOf(wanted));
  const [tried, setTried] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  const isNew = service === NEW;
  const lacksIntent = !isNew && !(service !== null && services.get(service)?.some((one) => one.intent === intent));
  const unwritten = examples.map(({ text }) => text.trim() === "" || UNWRITTEN.test(text));

  const send = async () => {
    setTried(true);
    if (lacksIntent || unwritten.includes(true)) {
      // The fields are marked with the next render only.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
      return;
    }
    const proposal = wanted.proposal === undefined ? {} : { proposal: wanted.proposal.id };
    const wish = { examples, keys: wanted.texts.flatMap(({ keys }) => keys), ...proposal };
    if (isNew) {
      carryToNew({ wish, proposal: wanted.proposal ?? null });
      location.hash = "#new";
      return;
    }
    setWaiting(true);
    const outcome = await assign({ intent, ...wish });
    setWaiting(false);
    if (outcome.done) done(outcome.value.path);
    else if (outcome.code === "signed_out") signedOut();
    else setRefusal(outcome);
  };

  return (
    <Dialog heading={wanted.proposal === undefined ? texts.assign_heading : texts.take_up} closed={closed} wide>
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!waiting) void send();
        }}
      >
        <div class="two">
          <div class="field">
            <label for={`${id}service`}>{texts.service}</label>
            <select
              id={`${id}service`}
              value={service ?? "?"}
              aria-invalid={tried && service === null ? "true" : undefined}
              onChange={(event) => {
                setService(event.currentTarget.value);
                setIntent("");
              }}
            >
              {service === null && <option value="?" />}
              <option value={NEW}>{texts.new_service}</option>
              {[...services.keys()].map((one) => (
                <option key={one} value={one}>
                  {one === NO_SERVICE ? texts.no_service : serviceName(files, one, language)}
                </option>
              ))}
            </select>
          </div>
          {!isNew && (
            <div class="field">
              <label for={`${id}intent`}>{texts.asks}</label>
              <select
                id={`${id}intent`}
                value={intent}
                aria-invalid={tried && lacksIntent ? "true" : undefined}
                aria-describedby={tried && lacksIntent ? `${id}problem` : undefined}
                onChange={(event) => setIntent(event.currentTarget.value)}
              >
                <option value="" />
                {(service === null ? [] : (services.get(service) ?? [])).map((target) => (
                  <option key={target.intent} value={target.intent}>
                    {intentName(target, words)}
                  </option>
                ))}
              </select>
              <FieldProblem id={`${id}problem`} text={tried && lacksIntent ? texts.intent_missing : null} />
            </div>
          )}
        </div>
        {isNew && <p class="hint">{texts.new_hint}</p>}
        <fieldset class="field plain">
          <legend>{texts.examples}</legend>
          <p class="hint">{texts.examples_hint}</p>
          {examples.map((example, place) => {
            const lacks = tried && unwritten[place] === true;
            return (
              <div key={place} class="example">
                <label for={`${id}${place}`}>{kit.language_names[example.language]}</label>
                <textarea
                  id={`${id}${place}`}
                  lang={example.language}
                  rows={1}
                  maxLength={LONGEST}
                  value={example.text}
                  aria-invalid={lacks ? "true" : undefined}
                  aria-describedby={lacks ? `${id}${place}problem` : undefined}
                  onInput={(event) =>
                    setExamples(examples.with(place, { ...example, text: event.currentTarget.value }))
                  }
                />
                <FieldProblem id={`${id}${place}problem`} text={lacks ? texts.example_unwritten : null} />
              </div>
            );
          })}
        </fieldset>
        {wanted.proposal !== undefined && (
          <>
            <p class="hint">{texts.answer_hint}</p>
            <blockquote lang={wanted.proposal.language}>{wanted.proposal.answer}</blockquote>
          </>
        )}
        <Refused refusal={refusal} />
        <div class="dialog-acts">
          <button type="submit" class="button main" aria-disabled={waiting}>
            {isNew ? texts.go_on : texts.put_in}
          </button>
          <button type="button" class="button" onClick={closed}>
            {words.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function examplesOf({ texts, proposal }: Wanted): NewExample[] {
  if (proposal !== undefined) return [{ language: proposal.language, text: shorten(proposal.question) }];
  return texts.map(({ language, text }) => ({ language, text: shorten(text) }));
}

/** What is too long for an example loses its end, and has to be written to another one. */
function shorten(text: string): string {
  const line = text.trim().replace(/\s+/g, " ");
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1).trimEnd()}…` : line;
}
