import { describe, expect, it } from "vitest";
import { message, owner } from "../../kit/tests/sampleEvents.ts";
import { all, chat, drawn, freshChat, hear, named, network, one, open } from "./chat.ts";

freshChat();

const offered = () => all(".actions .end").length === 1;

async function click(name: string): Promise<void> {
  named(name).click();
  await drawn();
}

describe("the end of a conversation with the bot", () => {
  it("is offered once the citizen has said something, while the bot answers", async () => {
    await open();
    expect(offered()).toBe(false);
    await hear(message({ author: "citizen", text: "Moien" }));
    expect(offered()).toBe(true);
    await hear(owner());
    expect(offered()).toBe(false);
  });

  it("asks how it was, thanks, and lets the citizen write on", async () => {
    await open();
    await hear(message({ author: "citizen", text: "Moien" }));
    await click("Ech si fäerdeg");
    expect(chat.shadowRoot?.activeElement).toBe(one(".score"));
    all(".faces input")[3]?.click();
    await drawn();
    one(".score form").dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    await drawn();
    expect(network.last.sentOf("rate_conversation")).toMatchObject([{ score: 4 }]);
    expect(one(".score [role=status]").textContent).toBe("Merci fir Är Bewäertung: Gutt.");
    await click("Weiderschreiwen");
    expect(all(".score")).toEqual([]);
    expect(chat.shadowRoot?.activeElement).toBe(named("Ech si fäerdeg"));
  });

  it("leads to a fresh start, which is asked about", async () => {
    await open();
    await hear(message({ author: "citizen", text: "Moien" }));
    await click("Ech si fäerdeg");
    await click("Nei ufänken");
    await click("Jo, nei ufänken");
    expect(all(".message")).toEqual([]);
    expect(chat.shadowRoot?.activeElement).toBe(one("textarea"));
  });

  it("gives way to a person who comes", async () => {
    await open();
    await hear(message({ author: "citizen", text: "Moien" }));
    await click("Ech si fäerdeg");
    await hear(owner());
    expect(all(".foot .score")).toEqual([]);
  });
});
