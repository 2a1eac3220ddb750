/** Files that were issued in a conversation: fetched over REST and given to the browser to keep. */
import type { FileShown } from "@moien/kit/frames.ts";

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
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = file.name;
    link.click();
    // The browser has taken the file over once this task is done; Safari takes a little longer.
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    return "saved";
  } catch {
    return "failed";
  }
}

/** Where the files of a conversation are. */
export function filesAddress({ server, conversation }: Access): string {
  return new URL(`/api/conversations/${encodeURIComponent(conversation)}/files`, server).href;
}
