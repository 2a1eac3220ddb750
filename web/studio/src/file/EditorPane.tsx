/** The text of a file in the YAML editor, which is loaded with the first file that is opened. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Signal } from "@moien/kit/signals.ts";
import type { Editor } from "../editor/editor.ts";
import type { Schema } from "../form/schema.ts";
import { useWords } from "../studioWords.ts";
import type { Draft } from "./draft.ts";

interface EditorPaneProps {
  draft: Draft;
  schema: Schema | null;
  /** A line that is to be shown; counts from 1. */
  line: Signal<number | null>;
  save: () => void;
}

export function EditorPane({ draft, schema, line, save }: EditorPaneProps): JSX.Element {
  const { language, words, staff } = useWords();
  const host = useRef<HTMLDivElement>(null);
  const saving = useRef(save);
  saving.current = save;
  const [editor, setEditor] = useState<Editor | "loading" | "failed">("loading");
  const text = draft.text.value;
  const { problems } = draft.checked.value;
  const wanted = line.value;

  useEffect(() => {
    let opened: Editor | null = null;
    let gone = false;
    import("../editor/editor.ts").then(
      ({ openEditor }) => {
        if (gone || host.current === null) return;
        opened = openEditor(host.current, {
          text: draft.text.peek(),
          schema,
          language,
          label: draft.path,
          phrases: words.phrases,
          written: (written) => draft.write(written),
          save: () => saving.current(),
        });
        setEditor(opened);
      },
      () => setEditor("failed"),
    );
    return () => {
      gone = true;
      opened?.close();
    };
  }, [draft, schema, language, words]);

  const ready = typeof editor === "object" ? editor : null;
  useEffect(() => ready?.setText(text), [ready, text]);
  useEffect(() => ready?.setProblems(problems), [ready, problems]);
  useEffect(() => {
    if (ready === null || wanted === null) return;
    ready.goTo(wanted);
    line.value = null;
  }, [ready, wanted, line]);

  return (
    <div class="editor-pane">
      {ready === null && (
        <p class={editor === "failed" ? "notice-bad" : "about"} role="status">
          {editor === "failed" ? staff.failed : staff.loading}
        </p>
      )}
      <div class="editor" ref={host} />
      <p class="editor-hint about">{words.file.keys}</p>
    </div>
  );
}
