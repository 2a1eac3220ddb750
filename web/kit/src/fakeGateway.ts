/** A gateway for unit tests of the staff's pages: answers by method and path, and remembers what it was asked. */

interface FakeAnswer {
  status: number;
  body: unknown;
}

export class FakeGateway {
  /** By `METHOD path`, without the query. */
  private readonly answers = new Map<string, FakeAnswer>();
  /** Every call with its query, in order. */
  readonly asked: string[] = [];
  private readonly bodies = new Map<string, unknown>();

  /** A call of this kind is answered so from now on. */
  on(call: string, body: unknown): this {
    this.answers.set(call, { status: body === null ? 204 : 200, body });
    return this;
  }

  refuse(call: string, status: number, code: string): this {
    this.answers.set(call, { status, body: { code, detail: "" } });
    return this;
  }

  /** The body of the last call of this kind. */
  sent(call: string): unknown {
    return this.bodies.get(call);
  }

  /** Stands in for `fetch`. */
  readonly fetch = (address: string, init: RequestInit = {}): Promise<Response> => {
    const method = init.method ?? "GET";
    this.asked.push(`${method} ${address}`);
    const call = `${method} ${address.replace(/\?.*/, "")}`;
    if (typeof init.body === "string") this.bodies.set(call, JSON.parse(init.body));
    const found = this.answers.get(call);
    if (found === undefined) return Promise.reject(new TypeError(`nobody answers ${call}`));
    const text = found.body === null ? null : JSON.stringify(found.body);
    return Promise.resolve(new Response(text, { status: found.status }));
  };
}
