/** What a desk needs from around it, and how it says that something was not done. */
import type { ErrorCode } from "@moien/kit/frames.ts";
import type { LinkOptions } from "@moien/kit/link.ts";
import type { Channel } from "./tabs.ts";

export interface DeskOptions extends LinkOptions {
  url: string;
  /** Name with which the agent signed in. */
  account: string;
  /** The session has ended: the agent must sign in again. */
  signedOut: () => void;
  /** Whether the session still stands, asked when the hub does not let us in. */
  stillSignedIn: () => Promise<boolean>;
  openChannel?: (name: string) => Channel | null;
}

/** Why something was not done: a refusal of the hub, or that nobody waits whom the agent could take next. */
export type Problem = ErrorCode | "none_waiting";
