/** Builds the pages (demo, chat, console, studio) into dist/, every address from the root, nothing inline. */
import { resolve } from "node:path";
import { defineConfig } from "vite";
import { wordsComplete } from "./build/wordsComplete.ts";

const page = (name: string) => resolve(import.meta.dirname, name, "index.html");

export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  plugins: [wordsComplete()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        demo: page("demo"),
        chat: page("chat"),
        examples: page("examples"),
        console: page("console"),
        studio: page("studio"),
      },
    },
  },
});
