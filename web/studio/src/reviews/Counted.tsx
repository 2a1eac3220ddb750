/** How many real messages are understood otherwise, for whoever tries drafts without a review and may not read them. */
import type { JSX } from "preact";
import { DataTable } from "@moien/kit/staff/DataTable.tsx";
import type { CountedMessages } from "../api.ts";
import { useWords } from "../studioWords.ts";

export function Counted({ counted }: { counted: readonly CountedMessages[] }): JSX.Element | null {
  const { words, kit } = useWords();
  if (counted.length === 0) return null;
  return (
    <>
      <h3>{words.impact.counted.heading}</h3>
      <p class="about">{words.impact.counted.about}</p>
      <DataTable
        stacks
        caption={words.impact.counted.heading}
        columns={[
          { name: words.impact.language },
          { name: words.impact.verdict_name },
          { name: words.impact.counted.messages, number: true },
        ]}
        rows={counted.map((one) => ({
          key: `${one.language} ${one.verdict}`,
          cells: [kit.language_names[one.language], words.impact.verdict[one.verdict], String(one.messages)],
        }))}
      />
    </>
  );
}
