/** Files that were issued in a conversation: fetched over REST and given to the browser to keep. */
import type { FileShown } from "@moien/kit/frames.ts";
import { saveBlob } from "@moien/kit/saving.ts";

/** Whose files: the token goes in a header, since addresses end up in histories and logs. */
export interface Access {
  /** Origin of the gateway. */
  server: string;
  conversation: string;
  token: string;
}

/** Fetch a file and give it to the browser to keep: `gone` where there is none any more. */
export async function saveFile(access: Access, file: FileShown): Promise<"saved" | "gone" | "failed"> {
  try {
    const response = await fetch(`${filesAddress(access)}/${encodeURIComponent(file.id)}`, {
      headers: { Authorization: `Bearer ${access.token}` },
      credentials: "omit",
    });
    if (response.status === 404) return "gone";
    if (!response.ok) return "failed";
    saveBlob(await response.blob(), file.name);
    return "saved";
  } catch {
    return "failed";
  }
}

/** Where the files of a conversation are. */
export function filesAddress({ server, conversation }: Access): string {
  return new URL(`/api/conversations/${encodeURIComponent(conversation)}/files`, server).href;
}
