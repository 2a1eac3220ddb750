import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Draft } from "../../src/file/draft.ts";
import { keptText } from "../../src/file/kept.ts";
import { CHECKED, FILE } from "../samples.ts";

type Answer = (body: { text: string; revision: number; changes: unknown[] }) => Response;

let answers: Record<string, Answer>;
let asked: string[];

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  asked = [];
  answers = {
    "POST check": () => Response.json(CHECKED),
    "PUT files": ({ revision }) => Response.json({ type: "saved", revision: revision + 1, checked: CHECKED }),
    "GET files": () => Response.json(FILE),
  };
  vi.stubGlobal("fetch", (address: string, { method = "GET", body, signal }: RequestInit = {}) => {
    const name = `${method} ${address.split("/")[4] ?? ""}`;
    asked.push(name);
    return new Promise((done, fail) => {
      signal?.addEventListener("abort", () => fail(new DOMException("gone", "AbortError")));
      const answer = answers[name];
      if (answer) done(answer(JSON.parse((body as string | undefined) ?? "{}") as Parameters<Answer>[0]));
    });
  });
});

afterEach(() => vi.useRealTimers());

const leave = vi.fn();
const begun = () => new Draft(FILE, leave);

describe("a draft", () => {
  it("checks once after a pause, and what is newer only", async () => {
    const draft = begun();
    draft.write("a: 1\n");
    draft.write("a: 2\n");
    await vi.runAllTimersAsync();
    expect(asked).toEqual(["POST check"]);
    expect(draft.checking.value).toBe(false);
  });

  it("saves with the revision it has seen, and keeps what is unsaved in the tab until then", async () => {
    const draft = begun();
    draft.write("a: 2\n");
    expect(keptText(FILE.path)).toEqual({ text: "a: 2\n", base: FILE.text, revision: FILE.revision });
    expect(begun().text.value).toBe("a: 2\n");
    expect(await draft.save()).toBe(true);
    expect(draft.saved.value).toEqual({ text: "a: 2\n", revision: FILE.revision + 1 });
    expect(keptText(FILE.path)).toBeNull();
    expect(draft.unsaved).toBe(false);
  });

  it("shows a collision, and saves what was brought together over what it had seen", async () => {
    const collision = {
      base: FILE.text,
      theirs: "theirs\n",
      revision: 7,
      changed_by: "Sam",
      changed_at: "2026-11-30T07:00:00Z",
    };
    answers["PUT files"] = ({ revision }) =>
      revision === 7
        ? Response.json({ type: "saved", revision: 8, checked: CHECKED })
        : Response.json({ type: "collision", ...collision }, { status: 409 });
    const draft = begun();
    draft.write("mine\n");
    expect(await draft.save()).toBe(false);
    expect(draft.collision.value).toMatchObject(collision);
    await draft.merge("theirs\nmine\n");
    expect(draft.collision.value).toBeNull();
    expect(draft.saved.value).toEqual({ text: "theirs\nmine\n", revision: 8 });
    expect(draft.said.value).toEqual({ what: "merged" });
  });

  it("puts a change of the form into the text that was typed meanwhile", async () => {
    const draft = begun();
    let first = true;
    answers["POST edit"] = ({ text }) => {
      if (first) draft.write("typed: 1\n");
      first = false;
      return Response.json({ text: `${text}# changed\n`, checked: CHECKED });
    };
    await draft.change([{ at: "/a", value: 1 }]);
    expect(draft.text.value).toBe("typed: 1\n# changed\n");
  });

  it("takes what others saved where nothing is unsaved, else asks", async () => {
    const draft = begun();
    answers["GET files"] = () => Response.json({ ...FILE, text: "theirs\n", revision: 9, changed_by: "Sam" });
    await draft.look();
    expect(draft.text.value).toBe("theirs\n");
    draft.write("mine\n");
    answers["GET files"] = () => Response.json({ ...FILE, text: "newer\n", revision: 10, changed_by: "Sam" });
    await draft.look();
    expect(draft.text.value).toBe("mine\n");
    expect(draft.collision.value).toMatchObject({
      base: "theirs\n",
      theirs: "newer\n",
      revision: 10,
      changed_by: "Sam",
    });
  });

  it("says what was refused, and keeps the text when the session has ended", async () => {
    answers["PUT files"] = () => Response.json({ code: "in_review", detail: "wait" }, { status: 409 });
    vi.spyOn(console, "error").mockReturnValue();
    const draft = begun();
    draft.write("a: 2\n");
    answers["PUT files"] = () => Response.json({ code: "too_large", detail: "at most 1 MB" }, { status: 413 });
    await draft.save();
    expect(draft.said.value).toEqual({ what: "refused", code: "too_large", detail: "at most 1 MB" });
    answers["PUT files"] = () => Response.json({ code: "signed_out" }, { status: 401 });
    await draft.save();
    expect(leave).toHaveBeenCalled();
    expect(keptText(FILE.path)?.text).toBe("a: 2\n");
  });
});
