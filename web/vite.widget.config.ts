/** Builds the launcher into one classic script, dist/widget.js, that any website can embed with one line. */
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
    // Browsers that know light-dark() need no stand-in for it; older ones lose nothing, since it is not used.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    lib: {
      entry: resolve(import.meta.dirname, "widget/src/main.ts"),
      formats: ["iife"],
      name: "MoienWidget",
      fileName: () => "widget.js",
    },
  },
});
