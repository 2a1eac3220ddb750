/**
 * Builds the widget's panel into modules that any website may import: dist/panel.js and the words of each language,
 * whose names stay the same so that a launcher of before an upgrade finds them, and parts that are fetched when needed.
 */
import { resolve } from "node:path";
import { defineConfig } from "vite";
import { LANGUAGES } from "./kit/src/languages.ts";

const languages: readonly string[] = LANGUAGES;

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: false,
    // Browsers that know light-dark() need no stand-in for it; older ones lose nothing, since it is not used.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    modulePreload: false,
    rolldownOptions: {
      input: { panel: resolve(import.meta.dirname, "widget/src/mount.tsx") },
      preserveEntrySignatures: "allow-extension",
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: ({ name }) => (languages.includes(name) ? "words/[name].js" : "assets/widget/[name]-[hash].js"),
      },
    },
  },
});
