/**
 * Builds the widget's panel into modules that any website may import: dist/panel.js and the words of each language,
 * whose names stay the same so that a launcher of before an upgrade finds them, and parts that are fetched when needed.
 */
import { resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";
import { LANGUAGES } from "./kit/src/languages.ts";

const languages: readonly string[] = LANGUAGES;

/** Chromium compiles the panel while it is fetched, beside the page, instead of function by function when it is drawn. */
const COMPILE_AHEAD = "//# allFunctionsCalledOnLoad";

/** Parts bring their style sheets along in themselves: there is nothing to be fetched ahead of them. */
const noPreloading: Plugin = {
  name: "no-preloading",
  enforce: "pre",
  load: (id) => (id === "\0vite/preload-helper.js" ? "export const __vitePreload = (fetchPart) => fetchPart();" : null),
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [noPreloading],
  base: "./",
  publicDir: false,
  // Calls of h() are packed a hundredth smaller than those of the newer jsx(), which Preact does not have in itself.
  oxc: {
    jsx: { runtime: "classic", pragma: "h", pragmaFrag: "Together" },
    jsxInject: `import { h, Fragment as Together } from "preact";`,
  },
  resolve: { alias: { valibot: resolve(import.meta.dirname, "kit/src/smallSchemas.ts") } },
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
        codeSplitting: { groups: [{ name: "core", tags: ["$initial"] }] },
        postBanner: ({ name }) => (name === "panel" ? COMPILE_AHEAD : ""),
        entryFileNames: "[name].js",
        chunkFileNames: ({ name }) => (languages.includes(name) ? "words/[name].js" : "assets/widget/[name]-[hash].js"),
      },
    },
  },
});
