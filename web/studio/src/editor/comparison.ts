/** A draft beside what is published: side by side, or in one column on a phone; single changes can be taken back. */
import { yaml } from "@codemirror/lang-yaml";
import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { shadowOf } from "./editor.ts";
import { look } from "./look.ts";

export interface ComparisonOptions {
  before: string;
  after: string;
  labels: { before: string; after: string; revert: string };
  phrases: Record<string, string>;
  narrow: boolean;
  /** The draft after a change was taken back. */
  written: (text: string) => void;
}

export function openComparison(host: HTMLElement, options: ComparisonOptions): () => void {
  const root = shadowOf(host);
  const { before, after, labels } = options;
  const shared = (label: string): Extension[] => [
    lineNumbers(),
    yaml(),
    look,
    EditorView.lineWrapping,
    EditorState.readOnly.of(true),
    EditorState.phrases.of(options.phrases),
    EditorView.darkTheme.of(matchMedia("(prefers-color-scheme: dark)").matches),
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
  ];
  const folded = { margin: 3, minSize: 6 };
  if (options.narrow) {
    const view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: after,
        extensions: [
          ...shared(labels.after),
          unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: folded }),
        ],
      }),
    });
    return () => view.destroy();
  }
  const view = new MergeView({
    parent: root,
    root,
    a: { doc: before, extensions: shared(labels.before) },
    b: {
      doc: after,
      extensions: [
        ...shared(labels.after),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.written(update.state.doc.toString());
        }),
      ],
    },
    collapseUnchanged: folded,
    revertControls: "a-to-b",
    renderRevertControl: () => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "→";
      button.title = labels.revert;
      button.setAttribute("aria-label", labels.revert);
      return button;
    },
  });
  return () => view.destroy();
}
