/** A text that is missing in one language stops the build: checks every folder of wording in the workspace. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Plugin } from "vite";
import { differences, missingLanguages } from "../kit/src/words.ts";

const ROOT = join(import.meta.dirname, "..");
/** Every folder of wording. */
export const FOLDERS = [
  "kit/src/words",
  "kit/src/staff/words",
  "kit/src/staff/errors",
  "widget/src/launcher/words",
  "console/src/accounts/words",
  "console/src/assist/words",
  "console/src/privacy/words",
  "console/src/supervision/words",
  ...["widget", "demo", "examples", "console", "studio"].map((room) => `${room}/src/words`),
];

/** Everything that is missing or does not match, one line each; empty when all four languages are complete. */
export function missingWords(root: string = ROOT, folders: readonly string[] = FOLDERS): string[] {
  return folders.flatMap((folder) => {
    const path = join(root, folder);
    if (!existsSync(path)) return [`${folder} is missing: write lb.json, fr.json, de.json and en.json there`];
    const names = readdirSync(path).filter((name) => name.endsWith(".json"));
    const missing = missingLanguages(names.map((name) => basename(name, ".json")));
    const files = Object.fromEntries(
      names.map((name) => [`${folder}/${name}`, JSON.parse(readFileSync(join(path, name), "utf8")) as unknown]),
    );
    return [...missing.map((language) => `${folder}/${language}.json is missing: write it`), ...differences(files)];
  });
}

export function wordsComplete(): Plugin {
  return {
    name: "words-complete",
    apply: "build",
    buildStart() {
      const missing = missingWords();
      if (missing.length > 0) this.error(`wording is not complete:\n${missing.join("\n")}`);
    },
  };
}
