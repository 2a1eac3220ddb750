// Prints the size of what was built, puts a compressed copy beside each file, and fails when the widget outgrows its
// budget: it loads on every page of somebody else's website.
import { gzipAsync } from "@gfx/zopfli";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { gzipSync } from "node:zlib";

/** Bytes, gzip: the launcher, which is all that a page carries before the first click. */
const LAUNCHER_BUDGET = 3000;
/** Bytes, gzip: what opening the chat and a conversation with the bot take, in the longest language. */
const CHAT_BUDGET = 40_000;
/** Bytes, gzip: the same with every part that only some conversations need. */
const WHOLE_BUDGET = 53_000;
const DIST = join(import.meta.dirname, "..", "dist");
const WIDGET = /^(?:widget\.js|panel\.js|words\/|assets\/widget\/)/;
const COMPRESSED = /\.(?:css|html|js|svg)$/;

/** @type {{name: string, gzip: number}[]} */
const files = [];
for (const name of readdirSync(DIST, { recursive: true, encoding: "utf8" })) {
  const path = join(DIST, name);
  if (!statSync(path).isFile() || !COMPRESSED.test(path)) continue;
  const text = readFileSync(path);
  // Zopfli looks longer for what any gzip reader reads, and finds three in a hundred bytes more.
  const packed = WIDGET.test(name) ? await gzipAsync(text, {}) : gzipSync(text, { level: 9 });
  writeFileSync(`${path}.gz`, packed);
  files.push({ name, gzip: packed.length });
}

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
  if (size <= budget) return;
  // An error that is thrown would be told with all the source of the packer, which catches what nobody does.
  console.error(`${what} has ${size} bytes gzip, ${budget} are allowed: make it smaller`);
  process.exitCode = 1;
}
