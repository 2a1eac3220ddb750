/**
 * Builds the widget's panel into modules that any website may import: dist/panel.js, whose name stays the same so that
 * a launcher of before an upgrade finds it, and the parts it fetches when they are needed.
 */
import { resolve } from "node:path";
import { defineConfig } from "vite";

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
      preserveEntrySignatures: "strict",
      output: { entryFileNames: "[name].js", chunkFileNames: "assets/widget/[name]-[hash].js" },
    },
  },
});
