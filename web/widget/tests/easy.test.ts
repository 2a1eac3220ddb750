import { describe, expect, it } from "vitest";
import { event, message } from "../../kit/tests/sampleEvents.ts";
import { all, drawn, freshChat, hear, named, network, nextPage, one, open, place, spoken } from "./chat.ts";

freshChat();

const WELCOME = { type: "welcome", language: "lb", owner: "bot", seq: 0, place: null };
const texts = () => all(".bubble").map(({ textContent }) => textContent);

async function switchOn(): Promise<void> {
  all("[role=switch]")[0]?.click();
  await drawn();
}

describe("easy language", () => {
  it("is offered only where a message has it, and off at first", async () => {
    await open();
    await hear(message({ text: "one" }));
    expect(all("[role=switch]")).toEqual([]);
    await hear(message({ text: "two", easy: "**zwee**" }));
    expect(one("[role=switch]").getAttribute("aria-checked")).toBe("false");
    expect(texts()).toEqual(["one", "two"]);
  });

  it("counts for earlier and later messages, on the screen and for the ear", async () => {
    await open();
    await hear(message({ text: "one", easy: "eent" }));
    await hear(message({ text: "two", easy: "zwee" }));
    await switchOn();
    expect(texts()).toEqual(["eent", "zwee"]);
    expect(all(".easy [role=status]")[0]?.textContent).toBe("D’Texter sinn elo an einfacher Sprooch.");
    await hear(message({ text: "three", easy: "dräi" }));
    await hear(message({ text: "four" }));
    expect(texts()).toEqual(["eent", "zwee", "dräi", "four"]);
    expect(spoken().slice(-2)).toEqual(["Virtuellen Assistent: dräi", "Virtuellen Assistent: four"]);
    await switchOn();
    expect(texts()).toEqual(["one", "two", "three", "four"]);
  });

  it("shows the whole text of one message on demand", async () => {
    await open();
    await hear(message({ text: "one", easy: "eent" }));
    await switchOn();
    named("De ganzen Text weisen").click();
    await drawn();
    expect(texts()).toEqual(["one"]);
    named("Den einfachen Text weisen").click();
    await drawn();
    expect(texts()).toEqual(["eent"]);
  });

  it("leaves nothing behind when the citizen begins anew", async () => {
    await open();
    await hear(message({ text: "one", easy: "eent" }));
    await switchOn();
    named("Nei ufänken").click();
    await drawn();
    named("Jo, nei ufänken").click();
    await drawn();
    expect(localStorage).toHaveLength(0);
    network.last.accept();
    network.last.deliver({ ...WELCOME, conversation: "d", token: "new" });
    network.last.deliver({ type: "event", event: event(1, message({ text: "one", easy: "eent" })) });
    await drawn();
    expect(texts()).toEqual(["one"]);
    expect(one("[role=switch]").getAttribute("aria-checked")).toBe("false");
  });

  it("stays chosen on the next page", async () => {
    await open();
    await hear(message({ text: "one", easy: "eent" }));
    await switchOn();
    nextPage();
    await place();
    expect(localStorage.getItem("moien:demo:easy")).toBe("yes");
  });
});
