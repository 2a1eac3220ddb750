/** The way to the hub: which conversation is asked for, whether the hub has welcomed us, and what carries the frames. */
import { signal } from "@moien/kit/signals.ts";
import { Carrier } from "@moien/kit/carrier.ts";
import {
  citizenServerFrame,
  decodeFrame,
  FrameError,
  type CitizenFrame,
  type CitizenServerFrame,
  type ErrorCode,
} from "@moien/kit/frames.ts";
import type { Language } from "@moien/kit/languages.ts";
import { Link, type LinkOptions, type LinkState } from "@moien/kit/link.ts";
import type { Access } from "./files.ts";
import { Membership } from "./membership.ts";
import { pollAddress, socketAddress } from "./site.ts";
import type { Store } from "./store.ts";
import type { Tabs } from "./tabs.ts";

export interface ConnectionOptions extends LinkOptions {
  /** Origin of the gateway. */
  server: string;
  site: string;
  store: Store;
}

interface Ends {
  /** What a hello says of the conversation so far. */
  standing: () => { language: Language; last_seq: number };
  received: (frame: CitizenServerFrame) => void;
  /** There is no connection any more, or none yet. */
  lost: () => void;
  /** Another tab has begun anew, or may have: nothing of the conversation so far is to be seen any more. */
  left: () => void;
  /** The hub does not want us: the hello was wrong, or nobody knows the token. */
  refused: (code: ErrorCode) => void;
}

export class Connection {
  readonly state = signal<LinkState>("idle");
  /** The hub has welcomed us on the connection that is open now. */
  readonly ready = signal(false);
  readonly #site: string;
  readonly #server: string;
  readonly #tabs: Tabs;
  readonly #ends: Ends;
  readonly #membership: Membership;
  readonly #carrier: Carrier;
  readonly #link: Link;

  constructor({ server, site, store, openSocket, ...options }: ConnectionOptions, tabs: Tabs, ends: Ends) {
    this.#site = site;
    this.#server = server;
    this.#tabs = tabs;
    this.#ends = ends;
    this.#membership = new Membership(store);
    this.#carrier = new Carrier({
      polls: pollAddress(server),
      memory: store,
      freed: () => this.restart(),
      ...(openSocket && { openSocket }),
    });
    this.#link = new Link(
      socketAddress(server),
      {
        opened: () => this.#hello(),
        received: (text) => this.#read(text),
        changed: (state) => this.#changed(state),
        closed: (code) => this.#closed(code),
      },
      { ...options, openSocket: this.#carrier.open },
    );
  }

  /** What files of the conversation are asked for with, under the newest token; null before the first welcome. */
  access(): Access | null {
    this.#heed();
    return this.#membership.access(this.#server);
  }

  /** Whether a conversation was begun on an earlier page. */
  get isMember(): boolean {
    return this.#membership.token !== null;
  }

  start(): void {
    addEventListener("storage", this.#heed);
    this.#link.start();
  }

  stop(): void {
    removeEventListener("storage", this.#heed);
    this.#link.stop();
    this.#carrier.stop();
  }

  /** Begin anew at once, for instance to read the log again. */
  restart(): void {
    this.#link.restart();
  }

  /** False where the hub has not welcomed us. */
  send(frame: CitizenFrame): boolean {
    return this.ready.value && this.#link.send(frame);
  }

  /** Whether the hub takes us for a member of this very conversation. */
  welcomed({ conversation, token }: Extract<CitizenServerFrame, { type: "welcome" }>): boolean {
    return this.#membership.welcomed(conversation, token);
  }

  /** The conversation is under way. */
  settled(): void {
    this.#link.settled();
    this.#carrier.works();
    this.#tabs.settled();
    this.ready.value = true;
  }

  /** The conversation goes on under another token. */
  renewed(token: string): void {
    this.#membership.renewed(token);
  }

  forget(): void {
    this.#membership.forget();
  }

  #hello(): void {
    if (this.#membership.token === null) this.#tabs.beginAlone(() => this.#sayHello());
    else this.#sayHello();
  }

  #sayHello(): void {
    this.#membership.refresh();
    const { token } = this.#membership;
    this.#link.send({ type: "hello", site: this.#site, token, ...this.#ends.standing() } satisfies CitizenFrame);
  }

  #read(text: string): void {
    let frame: CitizenServerFrame;
    try {
      frame = decodeFrame(citizenServerFrame, text);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      return console.error(error.message);
    }
    this.#ends.received(frame);
  }

  #changed(state: LinkState): void {
    this.state.value = state;
    if (state === "open") return;
    // A page that was put aside has not heard what other tabs have stored.
    if (state === "connecting") this.#look(true);
    this.#tabs.settled();
    this.ready.value = false;
    this.#ends.lost();
  }

  /** Close codes of the hub: 4400 the hello was wrong, 4404 it does not know the token. */
  #closed(code: number): boolean {
    if (code === 4400) this.#ends.refused("hello_expected");
    // Another tab may have a newer token.
    if (code === 4404 && !this.#look() && this.#membership.refused()) this.#ends.refused("unknown_conversation");
    if (code < 4000 && !this.ready.value) this.#carrier.failed();
    return code !== 4400;
  }

  /** Whether another tab has stored something; `late` where that may have been long ago. */
  #look(late = false): boolean {
    if (!this.#membership.refresh()) return false;
    if (late || this.#membership.token === null) this.#ends.left();
    return true;
  }

  /** Go on as another tab has stored it, if one has. */
  readonly #heed = (): void => {
    if (this.#look()) this.restart();
  };
}
