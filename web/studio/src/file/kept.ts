/** What is written and not saved yet survives a reload and a sign-out: kept in this tab, per file. */
import * as v from "valibot";
import { pageStorage } from "@moien/kit/outbox.ts";

const kept = v.object({
  text: v.string(),
  /** What the text was begun from. */
  base: v.string(),
  revision: v.number(),
});

export type Kept = v.InferOutput<typeof kept>;

const key = (path: string) => `moien:studio:text:${path}`;

export function keptText(path: string): Kept | null {
  try {
    const read = v.safeParse(kept, JSON.parse(pageStorage("sessionStorage")?.getItem(key(path)) ?? "null"));
    return read.success ? read.output : null;
  } catch {
    return null;
  }
}

export function keepText(path: string, text: Kept): void {
  try {
    pageStorage("sessionStorage")?.setItem(key(path), JSON.stringify(text));
  } catch {
    // Storage is full or forbidden: the text then lives as long as the page.
  }
}

export function forgetText(path: string): void {
  pageStorage("sessionStorage")?.removeItem(key(path));
}
