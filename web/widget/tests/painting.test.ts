import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { afterPaint } from "../src/painting.ts";

describe("afterPaint", () => {
  let callbacks: Map<number, FrameRequestCallback>;
  const undo = vi.fn();
  const run = vi.fn(() => undo);

  /** What a browser does for a frame: its callbacks, then painting, which no callback sees. */
  function frame(): void {
    const now = [...callbacks.values()];
    callbacks.clear();
    for (const callback of now) callback(0);
  }

  beforeEach(() => {
    vi.useFakeTimers();
    run.mockClear();
    undo.mockClear();
    callbacks = new Map();
    vi.stubGlobal("requestAnimationFrame", (callback: FrameRequestCallback) => {
      callbacks.set(callbacks.size + 1, callback);
      return callbacks.size;
    });
    vi.stubGlobal("cancelAnimationFrame", (id: number) => callbacks.delete(id));
  });
  afterEach(() => vi.useRealTimers());

  it("waits for the frame, and for the task after it", () => {
    afterPaint(run);
    expect(run).not.toHaveBeenCalled();
    frame();
    expect(run).not.toHaveBeenCalled();
    vi.runAllTimers();
    expect(run).toHaveBeenCalledOnce();
  });

  it("does not wait for ever where nothing is painted, and runs once", () => {
    afterPaint(run);
    vi.runAllTimers();
    expect(run).toHaveBeenCalledOnce();
    frame();
    vi.runAllTimers();
    expect(run).toHaveBeenCalledOnce();
  });

  it.each([
    ["before the frame", () => undefined],
    ["after it", frame],
  ])("can be called off %s", (_, happens) => {
    const callOff = afterPaint(run);
    happens();
    callOff();
    frame();
    vi.runAllTimers();
    expect(run).not.toHaveBeenCalled();
    expect(undo).not.toHaveBeenCalled();
  });

  it("undoes what it has done", () => {
    const callOff = afterPaint(run);
    frame();
    vi.runAllTimers();
    expect(undo).not.toHaveBeenCalled();
    callOff();
    expect(undo).toHaveBeenCalledOnce();
  });
});
