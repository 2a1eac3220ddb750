import { beforeEach, describe, expect, it, vi } from "vitest";
import { FakeRequest } from "@moien/kit/fakeRequest.ts";
import { upload, wrongWith } from "../src/fields/uploading.ts";
import { saveFile } from "../src/files.ts";

const ACCESS = { server: "https://chat.example.lu", conversation: "c1", token: "secret" };
const DOCUMENT = { id: "f1", name: "proof.pdf", media_type: "application/pdf", size: 2048 };

function file(name: string, type: string, size = 10): File {
  const made = new File(["x"], name, { type });
  Object.defineProperty(made, "size", { value: size });
  return made;
}

describe("wrongWith", () => {
  const pdf = file("a.pdf", "application/pdf");
  it.each([
    ["a PDF", [pdf], null],
    ["a photograph without a type", [file("IMG.JPG", "")], null],
    ["an image without an ending", [file("scan", "image/png")], null],
    ["just small enough", [file("a.pdf", "", 10 * 1024 * 1024)], null],
    ["a byte too large", [file("a.pdf", "", 10 * 1024 * 1024 + 1)], "file_too_large"],
    ["a text", [file("a.docx", "application/msword")], "file_kind"],
    ["a picture that can hold scripts", [file("a.svg", "image/svg+xml")], "file_kind"],
    ["nothing in it", [file("a.pdf", "application/pdf", 0)], "empty"],
    ["two", [pdf, pdf], "several"],
    ["none", [], "several"],
  ] as const)("%s", (_, files, problem) => expect(wrongWith(files)).toBe(problem));
});

describe("upload", () => {
  beforeEach(() => {
    FakeRequest.made = [];
    vi.stubGlobal("XMLHttpRequest", FakeRequest);
  });

  it("sends the file with the token in a header, and tells how far it is", async () => {
    const shares: number[] = [];
    const { done } = upload(ACCESS, file("proof.pdf", "application/pdf"), (share) => shares.push(share));
    const request = FakeRequest.last;
    expect(request.address).toBe("https://chat.example.lu/api/conversations/c1/files");
    expect(request.headers.get("authorization")).toBe("Bearer secret");
    expect((request.body?.get("file") as File).name).toBe("proof.pdf");
    request.sent(1, 4);
    request.sent(4, 4);
    request.answer(201, DOCUMENT);
    expect(await done).toEqual({ document: DOCUMENT });
    expect(shares).toEqual([0.25, 1]);
  });

  it.each([
    ["file_too_large", 413],
    ["file_kind", 415],
    ["file_unsafe", 422],
    ["too_many_files", 409],
    ["scanner_away", 503],
    ["too_fast", 429],
  ])("names the refusal %s", async (code, status) => {
    const { done } = upload(ACCESS, file("a.pdf", ""), () => undefined);
    FakeRequest.last.answer(status, { code, detail: "" });
    expect(await done).toEqual({ problem: code });
  });

  it.each<[string, (request: FakeRequest) => void]>([
    ["the network breaks", (request) => request.fail()],
    ["the answer is none", (request) => request.answer(201, { id: 1 })],
    ["the gateway is ill", (request) => request.answer(502, "")],
    ["the refusal is one for programmers", (request) => request.answer(400, { code: "bad_frame", detail: "" })],
  ])("has failed when %s", async (_, happens) => {
    const { done } = upload(ACCESS, file("a.pdf", ""), () => undefined);
    happens(FakeRequest.last);
    expect(await done).toEqual({ problem: "failed" });
  });

  it("can be called off", () => {
    upload(ACCESS, file("a.pdf", ""), () => undefined).cancel();
    expect(FakeRequest.last.aborted).toBe(true);
  });
});

describe("saveFile", () => {
  it("fetches with the token in a header and saves under the file's name", async () => {
    const asked: [string, RequestInit][] = [];
    vi.stubGlobal("fetch", (address: string, init: RequestInit) => {
      asked.push([address, init]);
      return Promise.resolve(new Response("%PDF"));
    });
    let saved: HTMLAnchorElement | null = null;
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
      // eslint-disable-next-line @typescript-eslint/no-this-alias
      saved = this;
    });
    expect(await saveFile(ACCESS, DOCUMENT)).toBe("saved");
    expect(asked).toEqual([
      [
        "https://chat.example.lu/api/conversations/c1/files/f1",
        { headers: { Authorization: "Bearer secret" }, credentials: "omit" },
      ],
    ]);
    expect(saved).toMatchObject({ download: "proof.pdf", protocol: "blob:" });
  });

  it.each([
    [404, "gone"],
    [500, "failed"],
  ])("status %i: %s", async (status, result) => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response("{}", { status })));
    expect(await saveFile(ACCESS, DOCUMENT)).toBe(result);
  });

  it("has failed without a network", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
    expect(await saveFile(ACCESS, DOCUMENT)).toBe("failed");
  });
});
