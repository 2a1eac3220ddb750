/** The log of a long conversation: only its newest part stands in the page, and nothing of it is out of reach. */
import { describe, expect, it } from "vitest";
import { event, message } from "../../kit/tests/sampleEvents.ts";
import { all, drawn, freshChat, named, network, open } from "./chat.ts";
import words from "../src/words/lb.json";

freshChat();

/** Conversation of `count` messages, numbered from 2: number 1 is the notice. */
async function talk(count: number): Promise<void> {
  for (let seq = 2; seq < count + 2; seq += 1) {
    network.last.deliver({ type: "event", event: event(seq, message({ text: `Saz ${seq}` })) });
  }
  await drawn();
}

const shown = () => all(".items [data-seq]").map(({ dataset }) => Number(dataset.seq));

describe("a long log", () => {
  it.each([
    [3, 1],
    [59, 1],
    [69, 11],
    [300, 241],
  ])("of %i messages begins in the page with entry %i", async (count, first) => {
    await open();
    await talk(count);
    expect(shown()[0]).toBe(first);
    expect(shown().at(-1)).toBe(count + 1);
  });

  it("gives earlier entries on demand, until there are none", async () => {
    await open();
    await talk(79);
    named(words.earlier).click();
    await drawn();
    expect(shown()[0]).toBe(11);
    named(words.earlier).click();
    await drawn();
    expect(shown()).toHaveLength(80);
    expect(all(".earlier")).toHaveLength(0);
  });

  it("is printed whole, and is short again afterwards", async () => {
    await open();
    await talk(200);
    dispatchEvent(new Event("beforeprint"));
    expect(shown()).toHaveLength(201);
    dispatchEvent(new Event("afterprint"));
    expect(shown()).toHaveLength(61);
  });

  it.each([
    ["f", { ctrlKey: true }, 201],
    ["f", { metaKey: true }, 201],
    ["f", {}, 61],
    ["g", { ctrlKey: true }, 61],
  ])("shows all to who looks for a word (%s %o)", async (key, held, entries) => {
    await open();
    await talk(200);
    dispatchEvent(new KeyboardEvent("keydown", { key, ...held }));
    expect(shown()).toHaveLength(entries);
  });

  it("of an earlier page is drawn once it is complete, or once nothing more comes", async () => {
    localStorage.setItem("moien:demo:token", "t");
    await open("lb", { seq: 100 });
    await talk(30);
    expect(shown()).toEqual([]);
    await expect.poll(shown).toHaveLength(31);
    for (let seq = 32; seq <= 100; seq += 1) {
      network.last.deliver({ type: "event", event: event(seq, message()) });
    }
    await drawn();
    expect(shown().at(-1)).toBe(100);
  });
});
