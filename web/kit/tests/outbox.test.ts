import { beforeEach, describe, expect, it, vi } from "vitest";
import { Outbox } from "../src/outbox.ts";

interface Frame {
  message_id: string;
  text: string;
}

function isFrame(value: unknown): value is Frame {
  return typeof value === "object" && value !== null && "message_id" in value && "text" in value;
}

const open = (storage: Storage | null = localStorage) => new Outbox<Frame>(storage, "out:", isFrame);
const frame = (id: string): Frame => ({ message_id: id, text: `text of ${id}` });

beforeEach(() => localStorage.clear());

describe("Outbox", () => {
  it("gives frames back in the order of their sending after a reload", () => {
    const outbox = open();
    for (const id of ["zz", "aa", "mm"]) outbox.add(frame(id));
    expect(open().frames).toEqual([frame("zz"), frame("aa"), frame("mm")]);
  });

  it("keeps the order when frames follow a reload within the same millisecond", () => {
    vi.spyOn(Date, "now").mockReturnValue(1000);
    open().add(frame("one"));
    const reloaded = open();
    reloaded.add(frame("two"));
    reloaded.add(frame("three"));
    expect(open().frames.map(({ message_id }) => message_id)).toEqual(["one", "two", "three"]);
  });

  it("forgets what is acknowledged", () => {
    const outbox = open();
    outbox.add(frame("one"));
    outbox.add(frame("two"));
    outbox.remove("one");
    expect(outbox.frames).toEqual([frame("two")]);
    expect(open().frames).toEqual([frame("two")]);
  });

  it("lets two tabs write without losing a frame of either", () => {
    const first = open();
    const second = open();
    first.add(frame("one"));
    second.add(frame("two"));
    first.remove("one");
    expect(open().frames).toEqual([frame("two")]);
  });

  it("leaves nothing behind when it is cleared, and touches nothing else", () => {
    localStorage.setItem("other", "kept");
    const outbox = open();
    outbox.add(frame("one"));
    outbox.clear();
    expect(outbox.frames).toEqual([]);
    expect(Object.keys(localStorage)).toEqual(["other"]);
  });

  it.each([
    "",
    "no json",
    "{}",
    '{"order":1,"frame":{"type":"say"}}',
    '{"order":"x","frame":{"message_id":"a","text":"b"}}',
  ])("leaves what is no frame alone: %s", (junk) => {
    const warned = vi.spyOn(console, "warn").mockReturnValue();
    localStorage.setItem("out:junk", junk);
    localStorage.setItem("out:good", JSON.stringify({ order: 2, frame: frame("good") }));
    expect(open().frames).toEqual([frame("good")]);
    expect(warned).toHaveBeenCalledOnce();
  });

  it("works without storage, and when storage is full", () => {
    const without = open(null);
    without.add(frame("one"));
    expect(without.frames).toEqual([frame("one")]);

    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    const full = open();
    full.add(frame("two"));
    expect(full.frames).toEqual([frame("two")]);
  });
});
