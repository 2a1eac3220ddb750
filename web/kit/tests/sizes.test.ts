import { describe, expect, it } from "vitest";
import type { Language } from "../src/languages.ts";
import { sizeText } from "../src/sizes.ts";

describe("sizeText", () => {
  it.each<[Language, number, string]>([
    ["lb", 0, "1 kB"],
    ["lb", 183_204, "179 kB"],
    ["fr", 183_204, "179 Ko"],
    ["de", 1_468_006, "1,4 MB"],
    ["fr", 1_468_006, "1,4 Mo"],
    ["en", 1_468_006, "1.4 MB"],
    ["lb", 10 * 1024 * 1024, "10 MB"],
  ])("%s %i", (language, bytes, text) => expect(sizeText(language, bytes)).toBe(text));
});
