// Prints the size of what was built and fails when the widget outgrows its budget.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";

/** Bytes, gzip: a widget loads on every page of somebody else's website. */
const WIDGET_BUDGET = 53 * 1024;
const DIST = join(import.meta.dirname, "..", "dist");

const files = readdirSync(DIST, { recursive: true, encoding: "utf8" })
  .map((name) => join(DIST, name))
  .filter((path) => statSync(path).isFile())
  .map((path) => ({ name: relative(DIST, path), gzip: gzipSync(readFileSync(path), { level: 9 }).length }));

for (const { name, gzip } of files) console.log(`${(gzip / 1024).toFixed(1).padStart(7)} KiB gzip  ${name}`);

const widget = files.find(({ name }) => name === "widget.js");
if (!widget) throw new Error("dist/widget.js is missing: the build of the widget failed");
if (widget.gzip > WIDGET_BUDGET) {
  throw new Error(`dist/widget.js has ${widget.gzip} bytes gzip, ${WIDGET_BUDGET} are allowed: make it smaller`);
}
