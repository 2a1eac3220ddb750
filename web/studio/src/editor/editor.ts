/** The YAML editor: CodeMirror in a shadow root, so that its styles need no exception from the content policy. */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorState, type Extension, type Text } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import type { Language } from "@moien/kit/languages.ts";
import type { Problem } from "../api.ts";
import type { Schema } from "../form/schema.ts";
import { schemaCompletion } from "./completion.ts";
import { schemaHover } from "./hover.ts";
import { frameStyles, look } from "./look.ts";

export interface EditorOptions {
  text: string;
  /** Null where the kind of file has none. */
  schema: Schema | null;
  /** In which the schema explains. */
  language: Language;
  /** Read out: what is edited. */
  label: string;
  /** CodeMirror's own words in the reader's language. */
  phrases: Record<string, string>;
  written: (text: string) => void;
  save: () => void;
}

export interface Editor {
  /** Another text from outside; cursor and history stay. */
  setText: (text: string) => void;
  setProblems: (problems: readonly Problem[]) => void;
  /** Counts from 1. */
  goTo: (line: number) => void;
  close: () => void;
}

const fromOutside = Annotation.define<boolean>();

export function openEditor(host: HTMLElement, options: EditorOptions): Editor {
  const root = shadowOf(host);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const darkness = new Compartment();
  const { schema } = options;
  const extensions: Extension[] = [
    lineNumbers(),
    foldGutter(),
    lintGutter(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSpecialChars(),
    highlightSelectionMatches(),
    history(),
    drawSelection(),
    indentOnInput(),
    indentUnit.of("  "),
    bracketMatching(),
    closeBrackets(),
    search({ top: true }),
    yaml(),
    look,
    darkness.of(EditorView.darkTheme.of(dark.matches)),
    EditorView.lineWrapping,
    EditorState.phrases.of(options.phrases),
    EditorView.contentAttributes.of({ "aria-label": options.label, spellcheck: "false", tabindex: "0" }),
    autocompletion({
      ...(schema && { override: [schemaCompletion(schema)] }),
      icons: false,
    }),
    schema ? schemaHover(schema, options.language) : [],
    keymap.of([
      {
        key: "Mod-s",
        preventDefault: true,
        run: () => {
          options.save();
          return true;
        },
      },
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...lintKeymap,
      ...defaultKeymap,
      indentWithTab,
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged && !update.transactions.every((one) => one.annotation(fromOutside))) {
        options.written(update.state.doc.toString());
      }
    }),
  ];
  const view = new EditorView({ parent: root, root, state: EditorState.create({ doc: options.text, extensions }) });
  const follow = () => view.dispatch({ effects: darkness.reconfigure(EditorView.darkTheme.of(dark.matches)) });
  dark.addEventListener("change", follow);
  return {
    setText: (text) => {
      const change = difference(view.state.doc.toString(), text);
      if (change) view.dispatch({ changes: change, annotations: fromOutside.of(true) });
    },
    setProblems: (problems) => {
      view.dispatch(
        setDiagnostics(
          view.state,
          problems.map((problem) => diagnostic(view.state.doc, problem)),
        ),
      );
    },
    goTo: (number) => {
      const line = view.state.doc.line(Math.min(Math.max(number, 1), view.state.doc.lines));
      const at = line.from + line.text.length - line.text.trimStart().length;
      view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
      view.focus();
    },
    close: () => {
      dark.removeEventListener("change", follow);
      view.destroy();
    },
  };
}

/** The shadow root of a place in the page: once made, it is used again. */
export function shadowOf(host: HTMLElement): ShadowRoot {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  root.replaceChildren();
  root.adoptedStyleSheets = [frameStyles()];
  return root;
}

/** What is written on the line of the problem, without the space around it. */
function diagnostic(text: Text, { line: number, message, code }: Problem): Diagnostic {
  const line = text.line(Math.min(Math.max(number, 1), text.lines));
  const from = line.from + line.text.length - line.text.trimStart().length;
  return { from: Math.min(from, line.to), to: line.to, severity: "error", source: code, message };
}

/** The one place at which two texts differ; null where they do not. */
function difference(before: string, after: string): { from: number; to: number; insert: string } | null {
  if (before === after) return null;
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}
