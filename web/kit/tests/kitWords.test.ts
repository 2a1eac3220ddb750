import { describe, expect, it } from "vitest";
import { errorCode } from "../src/frames.ts";
import { errorText, kitWords } from "../src/kitWords.ts";
import { LANGUAGES } from "../src/languages.ts";
import lb from "../src/words/lb.json";

describe("errorText", () => {
  const cases = LANGUAGES.flatMap((language) => errorCode.options.map((code) => [language, code] as const));
  it.each(cases)("in %s says of %s what it is", (language, code) => {
    const kit = kitWords(language);
    const text = errorText(kit, code);
    expect(text).not.toBe("");
    expect(text === kit.errors.bad_frame).toBe(code === "bad_frame");
  });

  it("says that something technical happened where a page has no words for it", () => {
    expect(errorText(lb, "loops")).toBe(lb.errors.bad_frame);
  });
});
