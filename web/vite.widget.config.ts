/** Builds the widget into one classic script, dist/widget.js, that any website can embed with one line. */
import { resolve } from "node:path";
import { defineConfig } from "vite";
import { wordsComplete } from "./build/wordsComplete.ts";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [wordsComplete()],
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: false,
    lib: {
      entry: resolve(import.meta.dirname, "widget/src/main.ts"),
      formats: ["iife"],
      name: "MoienWidget",
      fileName: () => "widget.js",
    },
  },
});
