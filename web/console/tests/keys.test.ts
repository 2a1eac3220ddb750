import { describe, expect, it } from "vitest";
import { BINDINGS, commandOf, typesInto, type Press } from "../src/keys.ts";
import { CONSOLE_WORDS } from "../src/consoleWords.ts";

function press(key: string, held: Partial<Press> = {}): Press {
  return { key, altKey: false, ctrlKey: false, metaKey: false, isComposing: false, ...held };
}

const BY_ITSELF = { typing: false, single: true };
const TYPING = { typing: true, single: true };
const SWITCHED_OFF = { typing: false, single: false };

describe("the keys of the desk", () => {
  it.each<[string, Press, { typing: boolean; single: boolean }, string | null]>([
    ["a single key", press("n"), BY_ITSELF, "take_next"],
    ["the same as a capital", press("N"), BY_ITSELF, "take_next"],
    ["a single key while typing", press("n"), TYPING, null],
    ["a single key that is switched off", press("n"), SWITCHED_OFF, null],
    ["the help while typing", press("?"), TYPING, null],
    ["Alt with an arrow", press("ArrowDown", { altKey: true }), BY_ITSELF, "down"],
    ["Alt with an arrow while typing", press("ArrowUp", { altKey: true }), TYPING, "up"],
    ["Alt with an arrow when single keys are off", press("ArrowUp", { altKey: true }), SWITCHED_OFF, "up"],
    ["an arrow alone", press("ArrowDown"), BY_ITSELF, null],
    ["Alt with a letter", press("n", { altKey: true }), BY_ITSELF, null],
    ["Control with a letter", press("c", { ctrlKey: true }), BY_ITSELF, null],
    ["Command with a letter", press("k", { metaKey: true }), BY_ITSELF, null],
    ["a letter that is being composed", press("n", { isComposing: true }), BY_ITSELF, null],
    ["Escape while typing", press("Escape"), TYPING, "leave"],
    ["Escape elsewhere", press("Escape"), BY_ITSELF, null],
    ["a digit", press("3"), BY_ITSELF, "own"],
    ["any other key", press("x"), BY_ITSELF, null],
  ])("%s", (_, pressed, { typing, single }, command) => {
    expect(commandOf(pressed, typing, single)?.command ?? null).toBe(command);
  });

  it("mean one thing each", () => {
    const all = BINDINGS.flatMap(({ keys, alt = false }) => keys.map((key) => `${alt} ${key}`));
    expect(new Set(all).size).toBe(all.length);
  });

  it.each(["lb", "fr", "de", "en"] as const)("are all explained in %s", (language) => {
    const explained = CONSOLE_WORDS[language].keyboard.commands;
    expect(BINDINGS.every(({ command }) => explained[command])).toBe(true);
  });
});

describe("typing", () => {
  it.each<[string, boolean]>([
    ["<textarea></textarea>", true],
    ["<input>", true],
    ['<input type="search">', true],
    ["<select></select>", true],
    ['<input type="radio">', false],
    ['<input type="checkbox">', false],
    ["<button></button>", false],
    ["<div></div>", false],
  ])("%s", (html, types) => {
    document.body.innerHTML = html;
    expect(typesInto(document.body.firstElementChild)).toBe(types);
  });
});
