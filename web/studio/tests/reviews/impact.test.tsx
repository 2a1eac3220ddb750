import { cleanup, render } from "@testing-library/preact";
import { afterEach, expect, it } from "vitest";
import type { Impact } from "../../src/api.ts";
import { ImpactView } from "../../src/reviews/ImpactView.tsx";
import { STUDIO_WORDS } from "../../src/studioWords.ts";
import { REVIEW } from "../samples.ts";

const NOTHING: Impact = {
  languages: {},
  changed: [],
  replayed: 0,
  seconds: 30,
  blocked: false,
  counted: [],
  conversations: [],
};
const words = STUDIO_WORDS.lb.impact;

afterEach(cleanup);

function shown(impact: Impact): string {
  return render(<ImpactView impact={impact} />).container.textContent;
}

it("does not call good what was compared with nothing", () => {
  const text = shown(NOTHING);
  expect(text).toContain(words.nothing_compared);
  for (const said of [words.good, words.heading, words.unchanged]) expect(text).not.toContain(said);
  expect(shown({ ...NOTHING, replayed: 3 })).toContain(words.unchanged);
});

it("says what gets worse", () => {
  const impact = REVIEW.trial?.impact;
  if (!impact) throw new Error("the sample has a trial");
  const text = shown(impact);
  for (const said of [words.blocked, words.blocked_conversations, words.heading]) expect(text).toContain(said);
  expect(text).not.toContain(words.nothing_compared);
});

it("counts messages whose texts it is not told", () => {
  const text = shown({ ...NOTHING, replayed: 9, counted: [{ language: "fr", verdict: "worse", messages: 7 }] });
  for (const said of [words.counted.heading, words.counted.about, words.verdict.worse, "7"])
    expect(text).toContain(said);
  expect(text).not.toContain(words.unchanged);
});
