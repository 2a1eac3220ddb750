/** Colours of the editor from the tokens of all pages, light and dark; styles go into its shadow root. */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const MONO = 'ui-monospace, "Liberation Mono", "DejaVu Sans Mono", monospace';

const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--surface)", fontSize: "0.9rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: MONO, lineHeight: "1.55" },
  ".cm-content": { caretColor: "var(--ink)", paddingBlock: "0.6rem" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--accent) 28%, transparent)",
  },
  ".cm-gutters": { color: "var(--ink-soft)", backgroundColor: "var(--ground)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": {
    backgroundColor: "color-mix(in srgb, var(--accent-soft) 45%, transparent)",
  },
  ".cm-foldPlaceholder": { color: "var(--ink-soft)", background: "var(--ground)", borderColor: "var(--line)" },
  ".cm-panels": { color: "var(--ink)", backgroundColor: "var(--ground)", borderColor: "var(--line)" },
  ".cm-panels input, .cm-panels button": { font: "inherit", color: "inherit" },
  ".cm-button": { backgroundImage: "none", background: "var(--surface)", border: "1px solid var(--line-strong)" },
  ".cm-textfield": { background: "var(--surface)", border: "1px solid var(--line-strong)" },
  ".cm-searchMatch": { backgroundColor: "var(--care-soft)", outline: "1px solid var(--care)" },
  ".cm-tooltip": {
    color: "var(--ink)",
    backgroundColor: "var(--surface)",
    border: "1px solid var(--line-strong)",
    borderRadius: "0.4rem",
    boxShadow: "var(--shadow)",
    maxWidth: "min(34rem, 90vw)",
  },
  ".cm-about, .cm-completionInfo": { padding: "0.4rem 0.7rem", whiteSpace: "pre-line", fontFamily: "var(--font)" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: MONO, maxHeight: "16rem" },
  ".cm-tooltip-autocomplete > ul > li": { padding: "0.2rem 0.6rem" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { color: "var(--on-accent)", background: "var(--accent)" },
  ".cm-diagnostic": { padding: "0.35rem 0.6rem", fontFamily: "var(--font)" },
  ".cm-diagnostic-error": { borderLeft: "0.25rem solid var(--bad)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--bad) 1px",
    textUnderlineOffset: "0.2em",
  },
  ".cm-lint-marker-error": { content: "none" },
  ".cm-lint-marker": {
    width: "0.7rem",
    height: "0.7rem",
    marginBlockStart: "0.35rem",
    borderRadius: "50%",
    backgroundColor: "var(--bad)",
  },
  ".cm-changedLine": { backgroundColor: "color-mix(in srgb, var(--good-soft) 70%, transparent)" },
  "&.cm-merge-a .cm-changedLine, .cm-deletedChunk": {
    backgroundColor: "color-mix(in srgb, var(--bad-soft) 70%, transparent)",
  },
  "&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText": {
    background: "color-mix(in srgb, var(--bad) 25%, transparent)",
  },
  "&.cm-merge-b .cm-changedText, .cm-changedText": {
    background: "color-mix(in srgb, var(--good) 25%, transparent)",
  },
  ".cm-collapsedLines": { color: "var(--ink-soft)", background: "var(--ground)" },
  ".cm-collapsedLines:before, .cm-collapsedLines:after": { content: '"⋯"' },
});

const colours = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: "var(--accent)", fontWeight: "600" },
  { tag: tags.comment, color: "var(--ink-soft)", fontStyle: "italic" },
  { tag: [tags.string, tags.content], color: "var(--ink)" },
  { tag: [tags.bool, tags.number, tags.keyword], color: "var(--care)" },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: "var(--ink-soft)" },
]);

export const look: Extension = [theme, syntaxHighlighting(colours)];

/** Styles of the frame inside the shadow root, outside of what CodeMirror styles itself. */
export function frameStyles(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { display: block; }
    .cm-editor { height: 100%; }
    .cm-mergeView { height: 100%; }
    .cm-merge-revert { width: 2.2rem; background: var(--ground); border-inline: 1px solid var(--line); }
    .cm-merge-revert button { display: block; width: 100%; min-height: 1.6rem; padding: 0; border: 0; background: none;
      color: var(--accent); font: inherit; cursor: pointer; }
    .cm-merge-revert button:focus-visible { outline: 0.15rem solid var(--accent); outline-offset: -0.15rem; }
  `);
  return sheet;
}
