import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Drafts } from "../src/drafts.ts";
import { ReadMarks } from "../src/readMarks.ts";
import { Tabs, type Nearness } from "../src/tabs.ts";
import { FakeChannels } from "./sampleDesk.ts";

const NOTHING = { read: () => undefined, drafted: () => undefined };

let channels: FakeChannels;
let rung: string[];

beforeEach(() => {
  vi.useFakeTimers();
  channels = new FakeChannels();
  rung = [];
});

afterEach(() => vi.useRealTimers());

function tab(): Tabs {
  return new Tabs("alex", NOTHING, channels.open);
}

function ring(where: Tabs, name: string, nearness: Nearness): void {
  where.ring("m:c:7", nearness, () => rung.push(name));
}

describe("ringing", () => {
  it.each<[string, Nearness, Nearness, string[]]>([
    ["the tab that is seen", "behind", "seen", ["second"]],
    ["whichever is seen, whoever is first", "seen", "behind", ["first"]],
    ["nobody, when one of them shows the very thing", "behind", "shown", []],
  ])("is done by %s", (_, first, second, expected) => {
    const [one, two] = [tab(), tab()];
    ring(one, "first", first);
    vi.advanceTimersByTime(10);
    ring(two, "second", second);
    vi.advanceTimersByTime(1000);
    expect(rung).toEqual(expected);
  });

  it("is done once by tabs that are equally near", () => {
    const all = [tab(), tab(), tab()];
    for (const each of all) ring(each, "some", "behind");
    vi.advanceTimersByTime(1000);
    expect(rung).toEqual(["some"]);
  });

  it("is not done again by a tab that slept", () => {
    const [one, two] = [tab(), tab()];
    ring(one, "first", "behind");
    vi.advanceTimersByTime(5000);
    ring(two, "second", "seen");
    vi.advanceTimersByTime(1000);
    expect(rung).toEqual(["first"]);
  });

  it("is done for each thing, and where the browser has no channels", () => {
    const alone = new Tabs("alex", NOTHING, () => null);
    alone.ring("a", "seen", () => rung.push("a"));
    alone.ring("b", "behind", () => rung.push("b"));
    vi.advanceTimersByTime(1000);
    expect(rung).toEqual(["a", "b"]);
  });
});

describe("tabs in step", () => {
  it("hear of what was read and drafted elsewhere, and only of the same account", () => {
    const heard: unknown[] = [];
    const events = {
      read: (...read: unknown[]) => void heard.push(read),
      drafted: (...drafted: unknown[]) => void heard.push(drafted),
    };
    const here = tab();
    new Tabs("alex", events, channels.open);
    new Tabs("sam", events, channels.open);
    here.read("c", 4);
    here.drafted("c", { reply: "Moi", note: "" });
    expect(heard).toEqual([
      ["c", 4],
      ["c", { reply: "Moi", note: "" }],
    ]);
  });
});

describe("drafts", () => {
  beforeEach(() => sessionStorage.clear());

  it("survive a reload, each of its own account", () => {
    new Drafts(sessionStorage, "alex:").set("c", { reply: "half a sen", note: "" });
    expect(new Drafts(sessionStorage, "alex:").get("c").reply).toBe("half a sen");
    expect(new Drafts(sessionStorage, "sam:").get("c").reply).toBe("");
  });

  it("leave nothing behind once they are sent", () => {
    const drafts = new Drafts(sessionStorage, "alex:");
    drafts.set("c", { reply: "Moien", note: "" });
    drafts.set("c", { reply: "", note: "" });
    expect(sessionStorage).toHaveLength(0);
  });

  it("tell others what is written here, not what others wrote", () => {
    const told: string[] = [];
    const drafts = new Drafts(null, "", (_, { reply }) => told.push(reply));
    drafts.take("c", { reply: "from there", note: "" });
    drafts.set("c", { reply: "from here", note: "" });
    expect(told).toEqual(["from here"]);
    expect(drafts.get("c").reply).toBe("from here");
  });

  it("are not disturbed by what others have stored there", () => {
    sessionStorage.setItem("alex:c", "{");
    sessionStorage.setItem("alex:d", '{"reply":1}');
    expect(new Drafts(sessionStorage, "alex:").get("c").reply).toBe("");
  });
});

describe("marks of what was read", () => {
  beforeEach(() => localStorage.clear());

  it("survive a reload and never go back", () => {
    const marks = new ReadMarks(localStorage, "read");
    marks.set("c", 7);
    marks.set("c", 3);
    expect(new ReadMarks(localStorage, "read").get("c")).toBe(7);
    expect(marks.get("d")).toBe(0);
  });

  it("are forgotten with the conversation", () => {
    const marks = new ReadMarks(localStorage, "read");
    marks.set("c", 7);
    marks.set("d", 2);
    marks.keepOnly(new Set(["d"]));
    expect([marks.get("c"), marks.get("d")]).toEqual([0, 2]);
  });

  it.each(["{", "[]", '{"c":"7"}', "null"])("count as none when the storage holds %s", (text) => {
    localStorage.setItem("read", text);
    expect(new ReadMarks(localStorage, "read").get("c")).toBe(0);
  });
});
