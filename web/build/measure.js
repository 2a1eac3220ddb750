// Prints the size of what was built, puts a compressed copy beside each file, and fails when the widget outgrows its
// budget: it loads on every page of somebody else's website.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";

/** Bytes, gzip: the launcher, which is all that a page carries before the first click. */
const LAUNCHER_BUDGET = 3000;
/** Bytes, gzip: everything that a citizen's browser can ever fetch of the widget in one language. */
const WIDGET_BUDGET = 52_000;
const DIST = join(import.meta.dirname, "..", "dist");
const COMPRESSED = /\.(?:css|html|js|svg)$/;

const files = readdirSync(DIST, { recursive: true, encoding: "utf8" })
  .map((name) => join(DIST, name))
  .filter((path) => statSync(path).isFile() && COMPRESSED.test(path))
  .map((path) => {
    const packed = gzipSync(readFileSync(path), { level: 9 });
    writeFileSync(`${path}.gz`, packed);
    return { name: relative(DIST, path), gzip: packed.length };
  });

for (const { name, gzip } of files) console.log(`${String(gzip).padStart(7)} bytes gzip  ${name}`);

const WORDS = /^words\//;
const sizeOf = (/** @type {(name: string) => boolean} */ chosen) =>
  files.filter(({ name }) => chosen(name)).reduce((sum, { gzip }) => sum + gzip, 0);
const words = files.filter(({ name }) => WORDS.test(name)).map(({ gzip }) => gzip);
const launcher = sizeOf((name) => name === "widget.js");
const rest = sizeOf((name) => name === "panel.js" || name.startsWith("assets/widget/"));
const whole = launcher + rest + Math.max(...words);
if (launcher === 0 || rest === 0 || words.length !== 4) throw new Error("dist/ lacks parts of the widget: build again");
console.log(`widget: launcher ${launcher}, everything in one language ${whole} bytes gzip`);
check("the launcher", launcher, LAUNCHER_BUDGET);
check("the widget in one language", whole, WIDGET_BUDGET);

/**
 * @param {string} what
 * @param {number} size
 * @param {number} budget
 */
function check(what, size, budget) {
  if (size > budget) throw new Error(`${what} has ${size} bytes gzip, ${budget} are allowed: make it smaller`);
}
