import { describe, expect, it } from "vitest";
import { message } from "../../kit/tests/sampleEvents.ts";
import { announcement } from "../src/spoken.ts";
import { loadWords } from "../src/widgetWords.ts";

await loadWords("lb");

describe("the announcement of a summary", () => {
  it.each([
    ["Adress", "Adress: Per Post."],
    ["Wéi wëllt Dir e kréien?", "Wéi wëllt Dir e kréien? Per Post."],
  ])("says %s as %s", (label, said) => {
    const summary = [{ label, value: "Per Post" }];
    const heard = announcement("lb", message({ summary } as never), null, { textOf: ({ text }) => text });
    expect(heard?.text).toContain(` ${said}`);
  });
});
