/** The head of a file: what it is called, how it stands, who else is at it, and what can be done with it. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { momentOf } from "@moien/kit/dates.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { fill } from "@moien/kit/words.ts";
import { deleteFile, discardDraft } from "../api.ts";
import { nameOf } from "../list/filters.ts";
import { fileHash, testsOf } from "../places.ts";
import { Refused } from "../Refused.tsx";
import { useWords } from "../studioWords.ts";
import type { Draft, Said } from "./draft.ts";
import { Confirm } from "./FileDialogs.tsx";
import { forgetText } from "./kept.ts";
import { SubmitDialog } from "./SubmitDialog.tsx";
import { TryDialog } from "../trying/TryDialog.tsx";
import type { View } from "./Workbench.tsx";

interface FileHeadProps {
  draft: Draft;
  view: View;
  views: readonly View[];
  setView: (view: View) => void;
  signedOut: () => void;
  /** The draft is no longer there. */
  gone: () => void;
}

export function FileHead({ draft, view, views, setView, signedOut, gone }: FileHeadProps): JSX.Element {
  const { language, words } = useWords();
  const [asked, setAsked] = useState<"discard" | "delete" | "submit" | "try" | null>(null);
  const { path } = draft;
  const file = draft.file.value;
  const { revision } = draft.saved.value;
  const { unsaved } = draft;
  const title = titleOf(draft.checked.value.values);
  const said = draft.said.value;
  const close = () => setAsked(null);
  // A review freezes what is saved, and a trial trains it.
  const go = async (on: "submit" | "try") => {
    if (!unsaved || (await draft.save())) setAsked(on);
  };
  return (
    <header class="file-head">
      <div class="file-name">
        <p class="back">
          <a href="#services">← {words.list.heading}</a>
        </p>
        <h1>{nameOf({ title, path }, language)}</h1>
        <p class="about">
          <code>{path}</code>
          <Beside draft={draft} />
          {file.changed_at !== null && file.changed_by !== null && (
            <>
              {" "}
              ·{" "}
              {fill(words.list.changed, { name: file.changed_by, at: momentOf(language, file.changed_at, new Date()) })}
            </>
          )}
        </p>
      </div>
      <div class="views" role="group" aria-label={words.file.views}>
        {views.map((one) => (
          <button key={one} type="button" aria-pressed={view === one} onClick={() => setView(one)}>
            {words.file.view[one]}
          </button>
        ))}
      </div>
      <div class="file-acts">
        <button
          type="button"
          class="button main"
          aria-disabled={!unsaved || draft.saving.value}
          onClick={() => unsaved && void draft.save()}
        >
          {words.file.save}
        </button>
        <button
          type="button"
          class="button"
          aria-disabled={revision === 0 && !unsaved}
          onClick={() => (revision > 0 || unsaved) && void go("try")}
        >
          <Icon name="chat" />
          {words.trying.act}
        </button>
        <button
          type="button"
          class="button"
          aria-disabled={revision === 0 && !unsaved}
          onClick={() => (revision > 0 || unsaved) && void go("submit")}
        >
          <Icon name="send" />
          {words.file.submit}
        </button>
        <button
          type="button"
          class="button quiet"
          aria-disabled={revision === 0 && !unsaved}
          onClick={() => (revision > 0 ? setAsked("discard") : unsaved && draft.drop())}
        >
          {words.file.discard}
        </button>
        {(file.kind === "service" || file.kind === "tests") && (
          <button type="button" class="button quiet danger-text" onClick={() => setAsked("delete")}>
            {words.file.delete}
          </button>
        )}
      </div>
      <p class="file-said" role="status">
        {unsaved && (
          <span class="tag care">
            <Icon name="alert" />
            {words.file.unsaved}
          </span>
        )}
        {said !== null && said.what !== "refused" && !(unsaved && said.what === "saved") && <SaidText said={said} />}
        {file.editors.length > 0 && (
          <span class="tag">
            <Icon name="agent" />
            {fill(words.file.editors, { names: file.editors.join(", ") })}
          </span>
        )}
      </p>
      {said?.what === "refused" && <Refused refusal={said} />}
      {asked === "discard" && (
        <Confirm
          heading={words.file.discard}
          about={words.file.discard_about}
          act={words.file.discard}
          danger
          confirmed={() => discardDraft(path, revision)}
          done={() => {
            forgetText(path);
            if (file.live === null) location.hash = "#services";
            else gone();
          }}
          closed={close}
          signedOut={signedOut}
        />
      )}
      {asked === "delete" && (
        <Confirm
          heading={words.file.delete}
          about={fill(words.file.delete_about, { name: nameOf({ title, path }, language) })}
          act={words.file.delete}
          danger
          confirmed={() => deleteFile(path, revision)}
          done={() => {
            forgetText(path);
            draft.saved.value = { text: draft.text.peek(), revision };
            location.hash = "#services";
          }}
          closed={close}
          signedOut={signedOut}
        />
      )}
      {asked === "try" && <TryDialog closed={close} signedOut={signedOut} />}
      {asked === "submit" && <SubmitDialog path={path} closed={close} signedOut={signedOut} />}
    </header>
  );
}

/** The way from a service to its tests, and back. */
function Beside({ draft }: { draft: Draft }): JSX.Element | null {
  const { words } = useWords();
  const { path } = draft;
  const { kind } = draft.file.value;
  const service = kind === "tests" ? testedService(path, draft.checked.value.values) : null;
  if (kind !== "service" && service === null) return null;
  return (
    <>
      {" "}
      ·{" "}
      {service === null ? (
        <a href={fileHash(testsOf(path))}>{words.file.tests}</a>
      ) : (
        <a href={fileHash(`catalogue/${service}.yaml`)}>{words.file.tested}</a>
      )}
    </>
  );
}

function SaidText({ said }: { said: Exclude<Said, { what: "refused" }> }): JSX.Element {
  const { words } = useWords();
  return (
    <span class={said.what === "kept" ? "tag care" : "tag good"}>
      <Icon name="check" />
      {words.file.said[said.what]}
    </span>
  );
}

/** Twin of `Question` in contracts/names.py. */
const QUESTIONS = ["about", "documents", "fee", "time", "place", "apply"];

/** The service that a file of tests is about by its name, where it has sentences for it; others are of no service. */
function testedService(path: string, values: unknown): string | null {
  const name = path.replace(/^tests\//, "").replace(/\.yaml$/, "");
  if (typeof values !== "object" || values === null || !("sentences" in values)) return null;
  const { sentences } = values;
  if (typeof sentences !== "object" || sentences === null) return null;
  return QUESTIONS.some((question) => Object.hasOwn(sentences, `${name}_${question}`)) ? name : null;
}

/** The title as the text has it at the moment. */
function titleOf(values: unknown): Record<string, string> {
  if (typeof values !== "object" || values === null || !("title" in values)) return {};
  const { title } = values;
  if (typeof title !== "object" || title === null) return {};
  return Object.fromEntries(
    Object.entries(title).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
