/** A WebSocket for unit tests: the test plays the hub. */
import type { Socket } from "./link.ts";

export class FakeSocket implements Socket {
  onopen: WebSocket["onopen"] = null;
  onmessage: WebSocket["onmessage"] = null;
  onclose: WebSocket["onclose"] = null;
  /** Code with which the client closed; null while it has not. */
  closedWith: number | null = null;
  readonly sent: unknown[] = [];

  constructor(readonly url: string) {}

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(code?: number): void {
    this.closedWith = code ?? 1000;
  }

  /** The hub accepts the connection. */
  accept(): void {
    this.onopen?.call(this as unknown as WebSocket, new Event("open"));
  }

  /** The hub sends a frame. */
  deliver(frame: unknown): void {
    const data = typeof frame === "string" ? frame : JSON.stringify(frame);
    this.onmessage?.call(this as unknown as WebSocket, new MessageEvent("message", { data }));
  }

  /** The hub, or the network, closes. */
  end(code = 1006): void {
    this.onclose?.call(this as unknown as WebSocket, new CloseEvent("close", { code }));
  }

  /** Frames of one type that the client sent. */
  sentOf(type: string): unknown[] {
    return this.sent.filter((frame) => (frame as { type: string }).type === type);
  }
}

/** Opens fake sockets and keeps them; the last one is the one in use. */
export class FakeNetwork {
  readonly sockets: FakeSocket[] = [];

  readonly openSocket = (url: string): FakeSocket => {
    const socket = new FakeSocket(url);
    this.sockets.push(socket);
    return socket;
  };

  get last(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error("nobody has opened a socket yet");
    return socket;
  }
}
