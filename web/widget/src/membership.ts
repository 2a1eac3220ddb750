/** Which conversation this tab is in, and the token that proves it; another tab may renew the token, or begin anew. */
import type { Access } from "./files.ts";
import type { Store } from "./store.ts";

/** How often a token is tried once more that has worked: the tab that renewed it may be about to store the new one. */
const TRIES = 3;

export class Membership {
  readonly #store: Store;
  readonly #tell: (conversation: string, token: string) => void;
  #token: string | null;
  #conversation: string | null = null;
  #doubts = 0;

  /** `tell` tells the other tabs what this one has begun or renewed. */
  constructor(store: Store, tell: (conversation: string, token: string) => void) {
    this.#store = store;
    this.#tell = tell;
    this.#token = store.token;
  }

  get token(): string | null {
    return this.#token;
  }

  /** Take up what another tab has begun meanwhile; gives the token, if there is one. */
  refresh(): string | null {
    return (this.#token ??= this.#store.token);
  }

  /** Another tab goes on under this token; true where that is in another conversation. */
  follow(conversation: string, token: string): boolean {
    this.#token = this.#store.token = token;
    this.#doubts = 0;
    const other = this.#conversation !== null && this.#conversation !== conversation;
    if (other) this.#conversation = null;
    return other;
  }

  /** Whether the hub takes us for a member of this very conversation; false when the stored token was of another one. */
  welcomed(conversation: string, token: string): boolean {
    const same = this.#conversation === null || this.#conversation === conversation;
    this.#conversation = conversation;
    this.renewed(token);
    return same;
  }

  /** The conversation goes on under another token. */
  renewed(token: string): void {
    const before = this.#token;
    this.#token = this.#store.token = token;
    this.#doubts = 0;
    if (token !== before && this.#conversation !== null) this.#tell(this.#conversation, token);
  }

  /** The hub does not know the token: `now` when another tab has stored a newer one, `soon` when it still may. */
  refused(): "now" | "soon" | "never" {
    const stored = this.#store.token;
    if (stored !== null && stored !== this.#token) {
      this.#token = stored;
      return "now";
    }
    if (this.#conversation === null || stored === null || this.#doubts === TRIES) return "never";
    this.#doubts += 1;
    return "soon";
  }

  forget(): void {
    this.#token = this.#store.token = this.#conversation = null;
    this.#doubts = 0;
  }

  /** What files of the conversation are asked for with; null before the first welcome. */
  access(server: string): Access | null {
    if (this.#token === null || this.#conversation === null) return null;
    return { server, conversation: this.#conversation, token: this.#token };
  }
}
