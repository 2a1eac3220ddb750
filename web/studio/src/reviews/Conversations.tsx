/** The test conversations that a trial held with the draft: how many went well, and where the others went wrong. */
import type { JSX } from "preact";
import { LANGUAGES } from "@moien/kit/languages.ts";
import { DataTable } from "@moien/kit/staff/DataTable.tsx";
import { fill } from "@moien/kit/words.ts";
import type { ConversationRun } from "../api.ts";
import { fileHash } from "../places.ts";
import { useWords } from "../studioWords.ts";

export function Conversations({ runs }: { runs: readonly ConversationRun[] }): JSX.Element | null {
  const { words, kit } = useWords();
  if (runs.length === 0) return null;
  const failed = runs.filter(({ problem }) => problem !== "");
  return (
    <>
      <h3>{words.impact.conversations.heading}</h3>
      <ul class="tongues">
        {LANGUAGES.flatMap((code) => {
          const held = runs.filter(({ language }) => language === code);
          const well = held.filter(({ problem }) => problem === "").length;
          if (held.length === 0) return [];
          return (
            <li key={code} class={well < held.length ? "missing" : undefined}>
              <abbr title={kit.language_names[code]}>{code}</abbr>{" "}
              {fill(words.impact.conversations.passed, { n: well, all: held.length })}
            </li>
          );
        })}
      </ul>
      {failed.length === 0 ? (
        <p>{words.impact.conversations.well}</p>
      ) : (
        <DataTable
          stacks
          caption={words.impact.conversations.heading}
          columns={[
            { name: words.impact.conversations.name },
            { name: words.impact.language },
            { name: words.impact.conversations.turn, number: true },
            { name: words.impact.conversations.problem },
          ]}
          rows={failed.map((run) => ({
            key: `${run.path} ${run.name} ${run.language}`,
            mark: "worse",
            cells: [
              <>
                <span lang="en">{run.name}</span>
                <span class="about">
                  <a href={fileHash(run.path)}>
                    <code>{run.path}</code>
                  </a>{" "}
                  <span class="tag bad">{words.impact.conversations.failed}</span>
                </span>
              </>,
              kit.language_names[run.language],
              String(run.turn),
              <span key="problem" lang="en">
                {run.problem}
              </span>,
            ],
          }))}
        />
      )}
    </>
  );
}
