/** Unit tests of the web room, in a simulated browser. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: import.meta.dirname,
  test: {
    environment: "happy-dom",
    include: ["*/tests/**/*.test.{ts,tsx}"],
    setupFiles: ["kit/src/allKitWords.ts", "kit/src/allIcons.ts"],
    restoreMocks: true,
    unstubGlobals: true,
  },
});
