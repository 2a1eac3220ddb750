/** What the bot makes of answers to questions for a field: the golden file that the Python check is held to as well. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Case {
  type: string;
  raw: string;
  outcome: { value?: string };
}

const golden = JSON.parse(readFileSync(join(import.meta.dirname, "../../../tests/golden/fields.json"), "utf8")) as {
  today: string;
  cases: Case[];
};

export const TODAY = new Date(`${golden.today}T12:00:00`);

/** Answers to a question of one type, with the value that the bot takes; null where it asks again. */
export function answersTo(type: string): [raw: string, value: string | null][] {
  return golden.cases.filter((one) => one.type === type).map(({ raw, outcome }) => [raw, outcome.value ?? null]);
}
