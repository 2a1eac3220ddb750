/** The address of an example says which one it is; what it says wrongly is made good. */
import { describe, expect, it } from "vitest";
import { addressOf, readChoice } from "../src/place.ts";
import { GROUPS, sceneOf } from "../src/scenes.ts";

describe("the address", () => {
  it.each([
    ["#queue/fr/dark", { state: "queue", language: "fr", theme: "dark" }],
    ["#queue/fr", { state: "queue", language: "fr", theme: "light" }],
    ["#queue/xx/blue", { state: "queue", language: "lb", theme: "light" }],
    ["#", { state: "first", language: "lb", theme: "light" }],
    ["", { state: "first", language: "lb", theme: "light" }],
  ])("%o is read", (hash, choice) => {
    expect(readChoice(hash)).toEqual(choice);
  });

  it("comes back as it was read", () => {
    expect(addressOf(readChoice("#job-done/de/dark"))).toBe("#job-done/de/dark");
  });
});

describe("the scenes", () => {
  it("have a name each", () => {
    const names = Object.values(GROUPS).flatMap((scenes) => Object.keys(scenes));
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(sceneOf(name)).toBeDefined();
  });

  it("are no others", () => {
    expect(sceneOf("toString")).toBeUndefined();
  });
});
