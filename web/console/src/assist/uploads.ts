/** Files that an agent is about to send to a citizen: on their way to the gateway, there, or refused. */
import { signal, type ReadonlySignal } from "@moien/kit/signals.ts";
import * as v from "valibot";
import { fileShown, type FileShown } from "@moien/kit/frames.ts";
import { newMessageId } from "@moien/kit/ids.ts";
import { MAX_FILE_BYTES } from "@moien/kit/sizes.ts";

/** Refusals of the gateway that an agent can do something about. */
const REFUSALS = [
  "file_too_large",
  "file_kind",
  "file_unsafe",
  "too_many_files",
  "scanner_away",
  "too_fast",
  "not_yours",
] as const;

export type UploadProblem = (typeof REFUSALS)[number] | "empty" | "failed";

export interface Upload {
  key: string;
  name: string;
  /** Bytes. */
  size: number;
  /** How much has been sent, in whole percent. */
  percent: number;
  /** The gateway has it. */
  document: FileShown | null;
  problem: UploadProblem | null;
}

/** Types of the files that the gateway takes, with the endings of their names. */
export const ACCEPTED = "application/pdf,image/png,image/jpeg,.pdf,.png,.jpg,.jpeg";

const ENDING = /\.(?:pdf|png|jpe?g)$/i;
const refusal = v.object({ code: v.string() });

/** What is wrong with a file before it is sent; the gateway looks into it. */
export function wrongWith({ size, type, name }: Pick<File, "size" | "type" | "name">): UploadProblem | null {
  if (size === 0) return "empty";
  if (size > MAX_FILE_BYTES) return "file_too_large";
  return ACCEPTED.split(",").includes(type) || ENDING.test(name) ? null : "file_kind";
}

/** The files of one conversation, in the order in which they were chosen. */
export class Uploads {
  readonly #list = signal<readonly Upload[]>([]);
  readonly #requests = new Map<string, XMLHttpRequest>();

  constructor(
    private readonly conversation: string,
    private readonly signedOut: () => void,
  ) {}

  get list(): ReadonlySignal<readonly Upload[]> {
    return this.#list;
  }

  add(files: readonly File[]): void {
    for (const file of files) {
      const problem = wrongWith(file);
      const upload = { key: newMessageId(), name: file.name, size: file.size, percent: 0, document: null, problem };
      this.#list.value = [...this.#list.value, upload];
      if (problem === null) this.#send(upload.key, file);
    }
  }

  /** Call it off, or drop it. */
  remove(key: string): void {
    this.#requests.get(key)?.abort();
    this.#requests.delete(key);
    this.#list.value = this.#list.value.filter((upload) => upload.key !== key);
  }

  /** What the gateway has; it leaves the list. */
  take(): FileShown[] {
    const documents = this.#list.value.flatMap(({ document }) => document ?? []);
    this.#list.value = this.#list.value.filter(({ document }) => document === null);
    return documents;
  }

  /** `fetch` could not tell how much has been sent. */
  #send(key: string, file: File): void {
    const request = new XMLHttpRequest();
    this.#requests.set(key, request);
    request.upload.addEventListener("progress", ({ lengthComputable, loaded, total }) => {
      if (lengthComputable && total > 0) this.#change(key, { percent: Math.floor((loaded / total) * 100) });
    });
    request.onerror = () => this.#change(key, { problem: "failed" });
    request.onload = () => {
      const body = parsed(request.responseText);
      const document = v.safeParse(fileShown, body);
      if (request.status === 401) this.signedOut();
      const there = request.status === 201 && document.success;
      this.#change(key, there ? { document: document.output } : { problem: problemOf(body) });
    };
    const form = new FormData();
    form.append("file", file, file.name);
    request.open("POST", `/api/staff/conversations/${encodeURIComponent(this.conversation)}/files`);
    request.send(form);
  }

  #change(key: string, change: Partial<Upload>): void {
    if (change.document !== undefined || change.problem !== undefined) this.#requests.delete(key);
    this.#list.value = this.#list.value.map((upload) => (upload.key === key ? { ...upload, ...change } : upload));
  }
}

function problemOf(body: unknown): UploadProblem {
  const read = v.safeParse(refusal, body);
  return REFUSALS.find((known) => read.success && known === read.output.code) ?? "failed";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
