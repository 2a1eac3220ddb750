/** An XMLHttpRequest for unit tests: the test plays the gateway. Happy-dom has none that reports what is sent. */

export class FakeRequest {
  static made: FakeRequest[] = [];

  readonly upload = new EventTarget();
  readonly headers = new Map<string, string>();
  address = "";
  body: FormData | null = null;
  status = 0;
  responseText = "";
  aborted = false;
  onload: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor() {
    FakeRequest.made.push(this);
  }

  static get last(): FakeRequest {
    const request = FakeRequest.made.at(-1);
    if (!request) throw new Error("nobody has sent anything yet");
    return request;
  }

  open(_method: string, address: string): void {
    this.address = address;
  }

  setRequestHeader(name: string, value: string): void {
    this.headers.set(name.toLowerCase(), value);
  }

  send(body: FormData): void {
    this.body = body;
  }

  abort(): void {
    this.aborted = true;
  }

  /** So much of the file has been sent. */
  sent(loaded: number, total: number): void {
    this.upload.dispatchEvent(Object.assign(new Event("progress"), { lengthComputable: true, loaded, total }));
  }

  /** The gateway answers. */
  answer(status: number, body: unknown): void {
    this.status = status;
    this.responseText = JSON.stringify(body);
    this.onload?.();
  }

  /** The network breaks. */
  fail(): void {
    this.onerror?.();
  }
}
