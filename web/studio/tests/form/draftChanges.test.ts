import { describe, expect, it } from "vitest";
import { addDrafts, confirmDraft, draftsOf, dropDraft } from "../../src/form/draftChanges.ts";

const AT = "/intents/fee";

describe("drafted sentences", () => {
  it.each([
    [undefined, {}],
    ["x", {}],
    [{ lb: [], fr: "x", de: ["a", 1], en: null, pt: ["b"] }, { de: ["a"] }],
  ])("are read from what stands in the file", (value, drafts) => {
    expect(draftsOf(value)).toEqual(drafts);
  });

  it("come as a whole, as a language, or behind those that are there", () => {
    expect(addDrafts(AT, {}, "lb", [])).toEqual([]);
    expect(addDrafts(AT, {}, "lb", ["a"])).toEqual([{ at: "/intents/fee/drafted", value: { lb: ["a"] } }]);
    expect(addDrafts(AT, { fr: ["b"] }, "lb", ["a"])).toEqual([{ at: "/intents/fee/drafted/lb", value: ["a"] }]);
    expect(addDrafts(AT, { lb: ["b"] }, "lb", ["a", "c"])).toEqual([
      { at: "/intents/fee/drafted/lb/-", value: "a" },
      { at: "/intents/fee/drafted/lb/-", value: "c" },
    ]);
  });

  it("become examples when they are confirmed", () => {
    expect(confirmDraft(AT, { lb: ["a", "b"] }, "lb", 1)).toEqual([
      { at: "/intents/fee/examples/lb/-", value: "b" },
      { at: "/intents/fee/drafted/lb/1" },
    ]);
    expect(confirmDraft(AT, { lb: ["a"] }, "lb", 1)).toEqual([]);
  });

  it("leave nothing empty behind", () => {
    expect(dropDraft(AT, { lb: ["a", "b"] }, "lb", 0)).toEqual([{ at: "/intents/fee/drafted/lb/0" }]);
    expect(dropDraft(AT, { lb: ["a"], fr: ["b"] }, "lb", 0)).toEqual([{ at: "/intents/fee/drafted/lb" }]);
    expect(dropDraft(AT, { lb: ["a"] }, "lb", 0)).toEqual([{ at: "/intents/fee/drafted" }]);
    expect(dropDraft(AT, {}, "lb", 0)).toEqual([]);
  });
});
