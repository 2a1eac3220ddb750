/** What a citizen may do with what is kept of the conversation, over REST: a receipt, an export, an erasure. */
import * as v from "valibot";
import { saveBlob } from "@moien/kit/saving.ts";
import type { Access } from "./files.ts";

const issued = v.object({ code: v.string(), kept_until: v.string() });

export type Receipt = v.InferOutput<typeof issued>;

/** The newest receipt, by what it was made for: looking at it again makes no other one, which would end older ones. */
const made = new Map<string, Receipt>();

async function ask(access: Access | null, method: string, path: string): Promise<Response | null> {
  if (access === null) return null;
  const { server, conversation, token } = access;
  try {
    return await fetch(new URL(`/api/conversations/${encodeURIComponent(conversation)}${path}`, server), {
      method,
      headers: { Authorization: `Bearer ${token}` },
      credentials: "omit",
    });
  } catch {
    return null;
  }
}

/**
 * A code with which the conversation can be seen, saved and erased later; null where there is none to be had. Once the
 * log has moved from `seq` another is made: a login may have ended this one, and it is kept longer.
 */
export async function fetchReceipt(access: Access | null, seq: number): Promise<Receipt | null> {
  const purpose = `${access?.token ?? ""} ${seq}`;
  const known = made.get(purpose);
  if (known) return known;
  const response = await ask(access, "POST", "/receipt");
  if (!response?.ok) return null;
  const read = v.safeParse(issued, await response.json());
  if (!read.success) return null;
  made.clear();
  made.set(purpose, read.output);
  return read.output;
}

/** Give the browser everything that is stored about the conversation, or all of the citizen's; whether that worked. */
export async function saveExport(access: Access | null, format: "html" | "json", of?: "all"): Promise<boolean> {
  const response = await ask(access, "GET", `${of ? "/person" : ""}/export?format=${format}`);
  if (!response?.ok) return false;
  saveBlob(await response.blob(), `chat-${new Date().toISOString().slice(0, 10)}.${format}`);
  return true;
}

/** Have the conversation erased; false where nobody can say that it is: also where the gateway does not know the token. */
export async function eraseConversation(access: Access | null, of?: "all"): Promise<boolean> {
  const response = await ask(access, "DELETE", of ? "/person" : "");
  return response?.ok ?? false;
}
