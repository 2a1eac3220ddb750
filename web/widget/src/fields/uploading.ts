/** A file of the citizen's on its way to the gateway, over REST and with its progress. */
import * as v from "valibot";
import { fileShown, type FileShown } from "@moien/kit/frames.ts";
import { MAX_FILE_BYTES } from "@moien/kit/sizes.ts";
import { filesAddress, type Access } from "../files.ts";

/** Refusals of the gateway that the citizen can do something about. */
const REFUSALS = ["file_too_large", "file_kind", "file_unsafe", "too_many_files", "scanner_away", "too_fast"] as const;

export type UploadProblem = (typeof REFUSALS)[number] | "empty" | "several" | "failed";

/** Types of the files that the gateway takes, with the endings of their names. */
export const ACCEPTED = "application/pdf,image/png,image/jpeg,.pdf,.png,.jpg,.jpeg";

const ENDING = /\.(?:pdf|png|jpe?g)$/i;

/** What is wrong with a choice of files before anything is sent; the gateway looks into the file itself. */
export function wrongWith(files: readonly File[]): UploadProblem | null {
  const [file, ...more] = files;
  if (!file || more.length > 0) return "several";
  if (file.size === 0) return "empty";
  if (file.size > MAX_FILE_BYTES) return "file_too_large";
  return ACCEPTED.split(",").includes(file.type) || ENDING.test(file.name) ? null : "file_kind";
}

export interface Upload {
  done: Promise<{ document: FileShown } | { problem: UploadProblem }>;
  cancel: () => void;
}

const refusal = v.object({ code: v.picklist(REFUSALS) });

/** Send a file. `progress` gets the share that has been sent, from 0 to 1; `fetch` could not tell. */
export function upload(access: Access, file: File, progress: (share: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<{ document: FileShown } | { problem: UploadProblem }>((resolve) => {
    request.upload.addEventListener("progress", ({ lengthComputable, loaded, total }) => {
      if (lengthComputable && total > 0) progress(loaded / total);
    });
    request.onerror = () => resolve({ problem: "failed" });
    request.onload = () => {
      const body = parsed(request.responseText);
      const document = v.safeParse(fileShown, body);
      const refused = v.safeParse(refusal, body);
      if (request.status === 201 && document.success) resolve({ document: document.output });
      else resolve({ problem: refused.success ? refused.output.code : "failed" });
    };
  });
  const form = new FormData();
  form.append("file", file, file.name);
  request.open("POST", filesAddress(access));
  request.setRequestHeader("Authorization", `Bearer ${access.token}`);
  request.send(form);
  return { done, cancel: () => request.abort() };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
