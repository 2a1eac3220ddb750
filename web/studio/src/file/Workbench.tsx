/** The page of a file: its head, text and form in step, what the check finds, and what others write meanwhile. */
import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { signal } from "@moien/kit/signals.ts";
import type { FileText } from "../api.ts";
import { FormView } from "../form/FormView.tsx";
import type { Schema } from "../form/schema.ts";
import { guardLeaving } from "../places.ts";
import { useWords } from "../studioWords.ts";
import { useNarrow } from "../useNarrow.ts";
import { Comparison } from "./Comparison.tsx";
import { Draft } from "./draft.ts";
import { EditorPane } from "./EditorPane.tsx";
import { LeaveDialog } from "./FileDialogs.tsx";
import { FileHead } from "./FileHead.tsx";
import { MergeView } from "./MergeView.tsx";
import { ProblemList } from "./ProblemList.tsx";

/** `both` needs room; a phone shows one of the others. */
export type View = "text" | "both" | "form" | "diff";

interface WorkbenchProps {
  file: FileText;
  schema: Schema | null;
  signedOut: () => void;
  /** Loads the file anew, after its draft went. */
  again: () => void;
}

export function Workbench({ file, schema, signedOut, again }: WorkbenchProps): JSX.Element {
  const { words } = useWords();
  const narrow = useNarrow();
  const draft = useMemo(() => new Draft(file, signedOut), [file, signedOut]);
  const line = useMemo(() => signal<number | null>(null), []);
  const revealed = useMemo(() => signal<string | null>(null), []);
  const [chosen, setChosen] = useState<View>("both");
  const [leaving, setLeaving] = useState<string | null>(null);
  const wide: View = schema === null && chosen !== "diff" ? "text" : chosen;
  const view = narrow && wide === "both" ? "form" : wide;
  const { unsaved } = draft;
  const collision = draft.collision.value;

  useEffect(() => draft.open(), [draft]);
  useEffect(() => {
    document.title = `${unsaved ? "• " : ""}${file.path} · Moien Studio`;
    if (!unsaved) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    const free = guardLeaving((to) => {
      setLeaving(to);
      return false;
    });
    return () => {
      removeEventListener("beforeunload", warn);
      free();
    };
  }, [unsaved, file.path]);

  const save = () => void draft.save();
  const goTo = (wanted: number) => {
    if (view === "form" || view === "diff") setChosen("text");
    line.value = wanted;
  };

  return (
    <section
      class="workbench"
      onKeyDown={(event) => {
        if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
        // The editor saves by itself.
        if (event.defaultPrevented) return;
        event.preventDefault();
        save();
      }}
    >
      <FileHead
        draft={draft}
        view={view}
        views={
          schema === null ? ["text", "diff"] : narrow ? ["text", "form", "diff"] : ["text", "both", "form", "diff"]
        }
        setView={setChosen}
        signedOut={signedOut}
        gone={again}
      />
      {collision !== null ? (
        <MergeView collision={collision} mine={draft.text.value} take={(text) => void draft.merge(text)} />
      ) : (
        <>
          <div class={`panes ${view}`}>
            {(view === "text" || view === "both") && (
              <EditorPane draft={draft} schema={schema} line={line} save={save} />
            )}
            {(view === "form" || view === "both") && schema !== null && (
              <div class="form-pane" role="region" aria-label={words.file.view.form} tabIndex={0}>
                <FormView draft={draft} schema={schema} revealed={revealed} signedOut={signedOut} />
              </div>
            )}
            {view === "diff" && <Comparison draft={draft} live={file.live ?? ""} narrow={narrow} />}
          </div>
          <ProblemList checked={draft.checked.value} checking={draft.checking.value} goTo={goTo} />
        </>
      )}
      {leaving !== null && (
        <LeaveDialog
          save={() => draft.save()}
          stay={() => setLeaving(null)}
          leave={() => {
            setLeaving(null);
            guardLeaving(() => true)();
            location.hash = leaving;
          }}
        />
      )}
    </section>
  );
}
