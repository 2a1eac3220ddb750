import { describe, expect, it } from "vitest";
import { byService, groupName, intentName, NO_SERVICE } from "../../src/inbox/targets.ts";
import { STUDIO_WORDS } from "../../src/studioWords.ts";
import { LISTED } from "../samples.ts";

const words = STUDIO_WORDS.en;

describe("names of intents", () => {
  it.each([
    ["passport_fee", "passport", "Fee"],
    ["question_fee", null, "No single service – Fee"],
    ["greet", null, "Greeting"],
    ["out_of_scope", null, "Out of scope"],
    ["something_new", null, "something_new"],
  ])("%s", (intent, service, name) => expect(intentName({ intent, service }, words)).toBe(name));
});

describe("names of groups", () => {
  it.each([
    ["passport", "Passport"],
    ["gone_service", "gone_service"],
    ["question", "No single service"],
    ["greet", "Greeting"],
    [null, "Similar texts"],
  ])("%s", (topic, name) => expect(groupName({ topic }, [LISTED], "en", words)).toBe(name));
});

it("puts intents together by service", () => {
  const targets = [
    { intent: "a_fee", path: "a", service: "a" },
    { intent: "greet", path: "c", service: null },
    { intent: "a_time", path: "a", service: "a" },
  ];
  expect([...byService(targets)].map(([service, found]) => [service, found.length])).toEqual([
    ["a", 2],
    [NO_SERVICE, 1],
  ]);
});
