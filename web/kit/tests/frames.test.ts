import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { GenericSchema } from "valibot";
import { agentFrame, agentServerFrame } from "../src/agentFrames.ts";
import { citizenFrame, citizenServerFrame, decodeFrame, FrameError, lengthOf } from "../src/frames.ts";

const GOLDEN = join(import.meta.dirname, "../../../tests/golden/frames");

const SCHEMAS: Record<string, GenericSchema> = {
  from_citizen: citizenFrame,
  from_agent: agentFrame,
  to_citizen: citizenServerFrame,
  to_agent: agentServerFrame,
};

function schemaOf(name: string): GenericSchema {
  const found = Object.entries(SCHEMAS).find(([prefix]) => name.startsWith(prefix));
  if (!found) throw new Error(`${name}: its name must begin with one of ${Object.keys(SCHEMAS).join(", ")}`);
  return found[1];
}

const names = readdirSync(GOLDEN).filter((name) => name.endsWith(".json"));

describe("golden frames of the Python side", () => {
  it("cover every kind of frame", () => {
    const kinds = new Set(names.map((name) => name.replace(/\.json$/, "")));
    for (const prefix of Object.keys(SCHEMAS)) {
      expect([...kinds].some((kind) => kind.startsWith(prefix))).toBe(true);
    }
  });

  it.each(names)("%s decodes, and nothing of it is lost", (name) => {
    const text = readFileSync(join(GOLDEN, name), "utf8");
    expect(decodeFrame(schemaOf(name), text)).toEqual(JSON.parse(text));
  });

  it.each(names)("%s with an unknown type is refused", (name) => {
    const frame = { ...(JSON.parse(readFileSync(join(GOLDEN, name), "utf8")) as object), type: "nonsense" };
    expect(() => decodeFrame(schemaOf(name), JSON.stringify(frame))).toThrow(FrameError);
  });
});

describe("decodeFrame", () => {
  it("fills in what an older server leaves out", () => {
    const text = JSON.stringify({
      type: "event",
      event: {
        conversation: "c",
        seq: 1,
        at: "2026-11-23T08:00:00Z",
        data: { kind: "message", author: "bot", text: "Moien", language: "lb", origin: "rule" },
      },
    });
    expect(decodeFrame(citizenServerFrame, text)).toMatchObject({
      event: {
        data: { buttons: [], citations: [], field: null, message_id: null, summary: [], code: null, model: null },
      },
    });
    const job = { kind: "job", job: "j", service: "s", state: "queued" };
    const moved = { type: "event", event: { conversation: "c", seq: 2, at: "2026-11-23T08:00:00Z", data: job } };
    expect(decodeFrame(citizenServerFrame, JSON.stringify(moved))).toMatchObject({
      event: { data: { job_kind: "file", delayed: false, cancellable: false, undoable: false, document: null } },
    });
    expect(decodeFrame(citizenServerFrame, '{"type":"busy","conversation":"c","busy":true}')).toEqual({
      type: "busy",
      conversation: "c",
      busy: true,
      stage: null,
      pages: 0,
    });
  });

  it("ignores fields it does not know", () => {
    expect(decodeFrame(citizenServerFrame, '{"type":"pong","later":1}')).toEqual({ type: "pong" });
  });

  it.each([
    ["no JSON", "hello", /not JSON.*hello/],
    ["no object", "null", /at its top/],
    ["a wrong value", '{"type":"busy","conversation":"c","busy":"yes"}', /at busy/],
    ["an unknown stage", '{"type":"busy","conversation":"c","busy":true,"stage":"asleep"}', /at stage/],
    ["a fraction as seq", '{"type":"ack","message_id":"m","seq":1.5}', /at seq/],
    ["an unknown error code", '{"type":"error","code":"odd","detail":""}', /at code/],
  ])("says where %s is", (_, text, message) => {
    expect(() => decodeFrame(citizenServerFrame, text)).toThrow(message);
  });

  it.each(["short", "with spaces in it", "x".repeat(65), "ümläute-sind-nix"])("refuses the message id %s", (id) => {
    const text = JSON.stringify({ type: "ask_person", message_id: id });
    expect(() => decodeFrame(citizenFrame, text)).toThrow(/message_id/);
  });
});

describe("lengthOf", () => {
  it.each([
    ["", 0],
    ["Lëtz", 4],
    ["👋🏽", 2],
    ["𝒳", 1],
  ])("counts %s as Python does", (text, count) => {
    expect(lengthOf(text)).toBe(count);
  });
});
