/** Which conversation this tab is in, and the token that proves it; another tab may renew the token, or begin anew. */
import type { Access } from "./files.ts";
import type { Store } from "./store.ts";

/** How often a token is tried once more that has worked: the tab that renewed it may be about to store the new one. */
const TRIES = 3;

export class Membership {
  readonly #store: Store;
  #token: string | null;
  /** What the store held when it was last looked at: what it holds later is another tab's. It may keep nothing. */
  #seen: string | null;
  #conversation: string | null = null;
  #doubts = 0;

  constructor(store: Store) {
    this.#store = store;
    this.#token = this.#seen = store.token;
  }

  get token(): string | null {
    return this.#token;
  }

  /** Take up what another tab has stored meanwhile: its token, or none where it has begun anew. False where it has not. */
  refresh(): boolean {
    const stored = this.#store.token;
    if (stored === this.#seen) return false;
    this.#token = this.#seen = stored;
    if (stored === null) this.#conversation = null;
    return true;
  }

  /**
   * Whether the hub takes us for a member of this very conversation; false where the stored token was of another one,
   * and where another tab has stored one while the hub was asked.
   */
  welcomed(conversation: string, token: string): boolean {
    if (this.#store.token !== this.#seen) return false;
    const same = this.#conversation === null || this.#conversation === conversation;
    this.#conversation = conversation;
    this.renewed(token);
    return same;
  }

  /** The conversation goes on under another token, or none. */
  renewed(token: string | null): void {
    this.#token = this.#store.token = token;
    this.#seen = this.#store.token;
    this.#doubts = 0;
  }

  /** The hub does not know the token; true where no other tab can be about to store a newer one. */
  refused(): boolean {
    if (this.#conversation === null || this.#store.token === null || this.#doubts === TRIES) return true;
    this.#doubts += 1;
    return false;
  }

  forget(): void {
    this.#conversation = null;
    this.renewed(null);
  }

  /** What files of the conversation are asked for with; null before the first welcome. */
  access(server: string): Access | null {
    if (this.#token === null || this.#conversation === null) return null;
    return { server, conversation: this.#conversation, token: this.#token };
  }
}
