// Prints the size of what was built, puts compressed copies beside each file (gzip and Brotli, which the gateway sends to
// browsers that take them), and fails when the widget outgrows its budget: it loads on every page of somebody else's website.
import { gzipAsync } from "@gfx/zopfli";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** Bytes, gzip: the launcher, which is all that a page carries before the first click. */
const LAUNCHER_BUDGET = 3000;
/** Bytes, gzip: what opening the chat and a conversation with the bot take, in the longest language. */
const CHAT_BUDGET = 38_800;
/** Bytes, gzip: the same with every part that only some conversations need. */
const WHOLE_BUDGET = 51_300;
/** Bytes, Brotli: the same, for browsers over HTTPS. */
const WHOLE_BROTLI_BUDGET = 48_000;
const DIST = join(import.meta.dirname, "..", "dist");
const WIDGET = /^(?:widget\.js|panel\.js|words\/|assets\/widget\/)/;
const COMPRESSED = /\.(?:css|html|js|svg)$/;

/** @typedef {{gzip: number, brotli: number}} Size in bytes */
/** @type {(Size & {name: string})[]} */
const files = [];
for (const name of readdirSync(DIST, { recursive: true, encoding: "utf8" })) {
  const path = join(DIST, name);
  if (!statSync(path).isFile() || !COMPRESSED.test(path)) continue;
  const text = readFileSync(path);
  // Zopfli looks longer for what any gzip reader reads, and finds three in a hundred bytes more.
  const zipped = WIDGET.test(name) ? await gzipAsync(text, {}) : gzipSync(text, { level: 9 });
  const brotli = brotliCompressSync(text, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length },
  });
  writeFileSync(`${path}.gz`, zipped);
  writeFileSync(`${path}.br`, brotli);
  files.push({ name, gzip: zipped.length, brotli: brotli.length });
}

for (const { name, gzip, brotli } of files)
  console.log(`${String(gzip).padStart(7)} bytes gzip ${String(brotli).padStart(7)} Brotli  ${name}`);

const launcher = sizeOf((name) => name === "widget.js");
const panel = sizeOf((name) => name === "panel.js");
const words = files.filter(({ name }) => name.startsWith("words/"));
if (launcher.gzip === 0 || panel.gzip === 0 || words.length !== 4)
  throw new Error("dist/ lacks parts of the widget: build again");
const longest = {
  gzip: Math.max(...words.map(({ gzip }) => gzip)),
  brotli: Math.max(...words.map(({ brotli }) => brotli)),
};
const chat = sum([launcher, panel, longest]);
const whole = sum([chat, sizeOf((name) => name.startsWith("assets/widget/"))]);
console.log(`widget, bytes gzip: launcher ${launcher.gzip}, chat ${chat.gzip}, with every part ${whole.gzip}`);
console.log(`widget, bytes Brotli: launcher ${launcher.brotli}, chat ${chat.brotli}, with every part ${whole.brotli}`);
check("the launcher", launcher.gzip, "gzip", LAUNCHER_BUDGET);
check("the chat in one language", chat.gzip, "gzip", CHAT_BUDGET);
check("the widget with all its parts", whole.gzip, "gzip", WHOLE_BUDGET);
check("the widget with all its parts", whole.brotli, "Brotli", WHOLE_BROTLI_BUDGET);

/**
 * @param {(name: string) => boolean} chosen
 * @returns {Size}
 */
function sizeOf(chosen) {
  return sum(files.filter(({ name }) => chosen(name)));
}

/**
 * @param {Size[]} sizes
 * @returns {Size}
 */
function sum(sizes) {
  return sizes.reduce((all, one) => ({ gzip: all.gzip + one.gzip, brotli: all.brotli + one.brotli }), {
    gzip: 0,
    brotli: 0,
  });
}

/**
 * @param {string} what
 * @param {number} size
 * @param {string} packing
 * @param {number} budget
 */
function check(what, size, packing, budget) {
  if (size <= budget) return;
  // An error that is thrown would be told with all the source of the packer, which catches what nobody does.
  console.error(`${what} has ${size} bytes ${packing}, ${budget} are allowed: make it smaller`);
  process.exitCode = 1;
}
