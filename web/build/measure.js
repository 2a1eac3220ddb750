// Prints the size of what was built, puts a compressed copy beside each file, and fails when the widget outgrows its
// budget: it loads on every page of somebody else's website.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";

/** Bytes, gzip: the launcher, which is all that a page carries before the first click. */
const LAUNCHER_BUDGET = 3000;
/** Bytes, gzip: what opening the chat and a conversation with the bot take, in the longest language. */
const CHAT_BUDGET = 45_000;
/** Bytes, gzip: the same with every part that only some conversations need. */
const WHOLE_BUDGET = 62_000;
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

const sizeOf = (/** @type {(name: string) => boolean} */ chosen) =>
  files.filter(({ name }) => chosen(name)).reduce((sum, { gzip }) => sum + gzip, 0);
const words = files.filter(({ name }) => name.startsWith("words/")).map(({ gzip }) => gzip);
const launcher = sizeOf((name) => name === "widget.js");
const panel = sizeOf((name) => name === "panel.js");
if (launcher === 0 || panel === 0 || words.length !== 4)
  throw new Error("dist/ lacks parts of the widget: build again");
const chat = launcher + panel + Math.max(...words);
const whole = chat + sizeOf((name) => name.startsWith("assets/widget/"));
console.log(`widget, bytes gzip: launcher ${launcher}, chat ${chat}, with every part ${whole}`);
check("the launcher", launcher, LAUNCHER_BUDGET);
check("the chat in one language", chat, CHAT_BUDGET);
check("the widget with all its parts", whole, WHOLE_BUDGET);

/**
 * @param {string} what
 * @param {number} size
 * @param {number} budget
 */
function check(what, size, budget) {
  if (size > budget) throw new Error(`${what} has ${size} bytes gzip, ${budget} are allowed: make it smaller`);
}
