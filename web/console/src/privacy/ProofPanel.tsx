/** What was erased, with a proof for each conversation that says nothing about anybody. */
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { momentOf } from "@moien/kit/dates.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { saveBlob } from "@moien/kit/saving.ts";
import { DataTable } from "@moien/kit/staff/DataTable.tsx";
import { plural } from "@moien/kit/words.ts";
import { usePrivacyWords } from "./privacyWords.ts";
import { rowsOf, type Proven } from "./requests.ts";

export function ProofPanel({ proven, again }: { proven: Proven; again: () => void }): JSX.Element {
  const { language, words } = usePrivacyWords();
  const texts = words.proof;
  const heading = useRef<HTMLHeadingElement>(null);
  const now = new Date();
  useLayoutEffect(() => heading.current?.focus(), []);

  const save = () => {
    const content = new Blob([JSON.stringify(proven, null, 2)], { type: "application/json" });
    saveBlob(content, `erased-${now.toISOString().slice(0, 10)}.json`);
  };

  return (
    <section class="answer-request">
      <h2 class="notice-good proven" ref={heading} tabIndex={-1}>
        <Icon name="check" />
        {plural(language, proven.erased, texts.count)}
      </h2>
      <p class="about">{texts.about}</p>
      <DataTable
        stacks
        caption={texts.table}
        columns={[{ name: texts.at }, { name: texts.rows, number: true }, { name: texts.proof }]}
        rows={proven.proofs.map(({ proof, erased_at, rows }) => ({
          key: proof,
          cells: [momentOf(language, erased_at, now), rowsOf(rows), <code>{proof}</code>],
        }))}
      />
      <div class="acts">
        <button type="button" class="button main" onClick={save}>
          <Icon name="download" />
          {texts.save}
        </button>
        <button type="button" class="button" onClick={again}>
          {texts.again}
        </button>
      </div>
    </section>
  );
}
