/** The draft beside what is published, in the editor; single changes can be taken back where there is room. */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useWords } from "../studioWords.ts";
import type { Draft } from "./draft.ts";

interface ComparisonProps {
  draft: Draft;
  live: string;
  narrow: boolean;
}

export function Comparison({ draft, live, narrow }: ComparisonProps): JSX.Element {
  const { words } = useWords();
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let close: (() => void) | null = null;
    let gone = false;
    void import("../editor/comparison.ts").then(({ openComparison }) => {
      if (gone || host.current === null) return;
      close = openComparison(host.current, {
        before: live,
        after: draft.text.peek(),
        labels: { before: words.diff.before, after: words.diff.after, revert: words.diff.revert },
        phrases: words.phrases,
        narrow,
        written: (text) => draft.write(text),
      });
    });
    return () => {
      gone = true;
      close?.();
    };
  }, [draft, live, narrow, words]);
  return (
    <div class="editor-pane">
      <p class="compared about">
        <span>{words.diff.before}</span>
        <span>{words.diff.after}</span>
      </p>
      {draft.text.value === live && (
        <p class="notice-plain" role="status">
          {words.diff.same}
        </p>
      )}
      <div class="editor" ref={host} />
    </div>
  );
}
