/** What the citizen does beyond words: give and fetch files, call jobs off or take them back, log in and out. */
import type { CitizenFrame, FileShown, LastingFrame } from "@moien/kit/frames.ts";
import { newMessageId } from "@moien/kit/ids.ts";
import type { PendingFrames } from "@moien/kit/pending.ts";
import { saveFile, type Access } from "./files.ts";
import { Login } from "./login.ts";

interface Ways {
  pending: PendingFrames<LastingFrame>;
  /** For frames that must reach the hub whatever happens. */
  post: (frame: LastingFrame) => void;
  /** For all others; false when there is no connection. */
  send: (frame: CitizenFrame) => boolean;
  /** Null before the hub has welcomed us. */
  access: () => Access | null;
}

export class Services {
  readonly login: Login;
  /** What has been uploaded in this tab, by id: a file on its way is shown by its name. */
  readonly uploaded = new Map<string, FileShown>();
  readonly #ways: Ways;

  constructor(ways: Ways) {
    this.#ways = ways;
    this.login = new Login(ways.send);
  }

  /** With what the gateway is asked about the conversation; null before the hub has welcomed us. */
  access(): Access | null {
    return this.#ways.access();
  }

  /** Say an uploaded file, as the answer to a question. */
  attach(document: FileShown): void {
    this.uploaded.set(document.id, document);
    this.#ways.post({ type: "attach", message_id: newMessageId(), file: document.id });
  }

  async save(document: FileShown): Promise<"saved" | "gone" | "failed"> {
    const access = this.#ways.access();
    return access === null ? "failed" : saveFile(access, document);
  }

  /** Call a job off, or take back what it has filed; once. */
  change(type: "cancel_job" | "undo_job", job: string): void {
    if (!this.changes(type, job)) this.#ways.post({ type, message_id: newMessageId(), job });
  }

  /** Whether such a change of a job is on its way. */
  changes(type: "cancel_job" | "undo_job", job: string): boolean {
    return this.#ways.pending.list.value.some(({ frame }) => frame.type === type && frame.job === job);
  }

  logOut(): void {
    this.#ways.send({ type: "log_out" });
  }
}
