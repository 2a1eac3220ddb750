/** The gateway of the examples page: connections and calls that end in the page itself and answer as a scene wants. */
import { FakeRequest } from "@moien/kit/fakeRequest.ts";
import { FakeNetwork } from "@moien/kit/fakeSocket.ts";
import { LANGUAGES, type Language } from "@moien/kit/languages.ts";

/** What the gateway answers to a call: status and body; a promise that never ends is a call under way. */
type Answer = { status: number; body: unknown } | "pending";

const SITE = {
  name: {
    lb: "Gemeng Musterduerf (Demo)",
    fr: "Commune de Musterduerf (démo)",
    de: "Gemeinde Musterduerf (Demo)",
    en: "Commune of Musterduerf (demo)",
  },
  privacy: "/demo/#privacy",
  languages: LANGUAGES,
  kept_days: 90,
};

const COMMUNES = [
  { lb: "Esch-Uelzecht", fr: "Esch-sur-Alzette", de: "Esch an der Alzette", also: [] },
  { lb: "Esch-Sauer", fr: "Esch-sur-Sûre", de: "Esch an der Sauer", also: ["Heischent"] },
  { lb: "Stad Lëtzebuerg", fr: "Luxembourg", de: "Luxemburg", also: [] },
];

/** The same every day: neither pictures nor stored trees may change with the calendar. */
const KEPT_UNTIL = "2027-03-01T00:00:00Z";

const plain = window.fetch.bind(window);

export class ExampleGateway {
  readonly network = new FakeNetwork();
  /** By the end of the path. */
  readonly #answers = new Map<string, Answer>([
    ["/api/site/examples", { status: 200, body: SITE }],
    ["/api/communes", { status: 200, body: COMMUNES }],
    ["/receipt", { status: 200, body: { code: "7K3QZ-M9XW2-0RT5V-B8NHC-4YGJD-6", kept_until: KEPT_UNTIL } }],
  ]);

  /** Take the place of the network for calls of the panel; those for files of the page itself go on. */
  install(): void {
    window.fetch = (wanted, init) => {
      const address = new URL(wanted instanceof Request ? wanted.url : wanted, location.href);
      if (address.origin === location.origin && !address.pathname.startsWith("/api/")) return plain(wanted, init);
      const found = [...this.#answers].find(([end]) => address.pathname.endsWith(end))?.[1];
      if (found === undefined) return Promise.reject(new TypeError(`the examples answer no ${address.pathname}`));
      if (found === "pending") return new Promise(() => undefined);
      const response = new Response(JSON.stringify(found.body), { status: found.status });
      // Read at once, so that what a scene shows does not hang on which of two answers comes first.
      return Promise.resolve(Object.assign(response, { json: () => Promise.resolve(found.body) }));
    };
    window.XMLHttpRequest = FakeRequest as unknown as typeof XMLHttpRequest;
  }

  /** Let a citizen in. */
  welcome(language: Language, change: object = {}): void {
    this.network.last.accept();
    this.tell({
      type: "welcome",
      conversation: "c0ffee",
      token: "token",
      language,
      owner: "bot",
      seq: 0,
      place: null,
      ...change,
    });
  }

  tell(frame: object): void {
    this.network.last.deliver(frame);
  }
}
