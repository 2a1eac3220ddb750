/** A gateway that no longer has the parts this page would fetch: what is left must be of use, and say so. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { FIELD, job, message, owner } from "../../kit/tests/sampleEvents.ts";
import { all, control, drawn, freshChat, hear, named, one, open, spoken, write } from "./chat.ts";
import words from "../src/words/lb.json";

vi.mock("../src/fetchedParts.ts", async () => {
  const { later } = await import("../src/later.ts");
  return { fetchedParts: later<never>(() => Promise.reject(new Error("404"))) };
});

freshChat();

beforeEach(() => void vi.spyOn(console, "error").mockImplementation(() => undefined));

const said = (within: string) => all(`${within} [role=status]`).some((line) => line.textContent === words.not_loaded);
const canWrite = () => one(".box textarea").closest("[hidden]") === null;

describe("without the part", () => {
  it("for people, whoever waits can still write", async () => {
    await open();
    await hear(owner({ owner: "queue", reason: "asked" }));
    expect(said(".foot")).toBe(true);
    expect(canWrite()).toBe(true);
  });

  it("for a score, whoever is done can still write, and go back", async () => {
    await open();
    await hear(message({ author: "citizen", text: "Moien" }));
    named(words.done.start).click();
    await drawn();
    expect(said(".foot")).toBe(true);
    expect(canWrite()).toBe(true);
    named(words.done.back).click();
    await drawn();
    expect(said(".foot")).toBe(false);
  });

  it("for a score, the log of a closed conversation says so", async () => {
    await open();
    await hear(owner({ owner: "agent", agent: "Anne" }));
    await hear(owner({ owner: "closed" }));
    expect(said(".log")).toBe(true);
  });

  it("for jobs, the log says how a job stands", async () => {
    await open();
    await hear(job());
    expect(one(".items").textContent).toContain(spoken().at(-1));
    expect(said(".items")).toBe(true);
  });

  it("for the login, the message says so", async () => {
    await open();
    await hear(message({ login: "residence_certificate" }));
    expect(said(".message")).toBe(true);
  });

  it("for a form, the citizen answers in the usual box", async () => {
    await open();
    await hear(message({ field: { ...FIELD, type: "date" } }));
    expect(canWrite()).toBe(true);
    await write("5.3.2026");
    expect(control(".box textarea").value).toBe("5.3.2026");
  });
});
