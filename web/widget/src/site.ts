/** What the gateway knows about the website the widget stands on: GET /api/site/{site}. */
import * as v from "valibot";
import { count } from "@moien/kit/events.ts";
import { LANGUAGES } from "@moien/kit/languages.ts";

const site = v.object({
  /** The administration's name. */
  name: v.object({ lb: v.string(), fr: v.string(), de: v.string(), en: v.string() }),
  /** Page about personal data: https, or a path on the gateway. */
  privacy: v.string(),
  /** Days that a conversation is kept after the last message; a gateway of before does not say. */
  kept_days: v.optional(count),
  /** Languages to offer, in this order. */
  languages: v.pipe(v.array(v.picklist(LANGUAGES)), v.minLength(1)),
});

export type Site = v.InferOutput<typeof site>;

/** Null when the gateway cannot be reached or does not know the site: the chat works without it. */
export async function fetchSite(server: string, name: string): Promise<Site | null> {
  try {
    const response = await fetch(new URL(`/api/site/${encodeURIComponent(name)}`, server), { credentials: "omit" });
    if (!response.ok) {
      console.error(`/api/site/${name}: status ${response.status}; is data-site of the widget a site of the gateway?`);
      return null;
    }
    const found = v.parse(site, await response.json());
    return { ...found, privacy: new URL(found.privacy, server).href };
  } catch {
    return null;
  }
}

/** Where the gateway takes connections of citizens. */
export function socketAddress(server: string): string {
  const url = new URL("/ws/citizen", server);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** Where it takes their calls. */
export function pollAddress(server: string): string {
  return new URL("/api/poll", server).href;
}
