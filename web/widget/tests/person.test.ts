import { describe, expect, it, vi } from "vitest";
import type { WaitingPlace } from "@moien/kit/frames.ts";
import { LANGUAGES, type Language } from "@moien/kit/languages.ts";
import { FIELD, message, owner } from "../../kit/tests/sampleEvents.ts";
import { awayText, placeText, waitText } from "../src/people/waitTexts.ts";
import { widgetWords } from "../src/widgetWords.ts";
import { all, chat, control, drawn, freshChat, hear, named, network, one, open, press, spoken } from "./chat.ts";

freshChat();

const idOf = (frame: unknown) => (frame as { message_id: string }).message_id;

const SECOND: WaitingPlace = { ahead: 1, wait: { least: 3, most: 8 }, open: true, opens_at: null, staffed: true };

async function wait(change: Partial<WaitingPlace> = {}, language: Language = "lb"): Promise<void> {
  await open(language);
  await hear(owner());
  network.last.deliver({ type: "place", place: { ...SECOND, ...change } });
  await drawn();
}

async function fillIn(selector: string, value: string): Promise<void> {
  control(selector).value = value;
  control(selector).dispatchEvent(new Event("input", { bubbles: true }));
  await drawn();
}

async function send(form: string): Promise<void> {
  one(form).dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  await drawn();
}

describe("what is said of waiting", () => {
  it.each<[Language, number, string]>([
    ["lb", 0, "Dir sidd als Nächst un der Rei."],
    ["lb", 1, "1 Persoun ass virun Iech."],
    ["lb", 3, "3 Persoune si virun Iech."],
    ["fr", 2, "2 personnes sont avant vous."],
    ["de", 1, "1 Person ist vor Ihnen."],
    ["en", 0, "You are next."],
    ["en", 4, "4 people are before you."],
  ])("%s: %i before", (language, ahead, text) => expect(placeText(language, { ahead })).toBe(text));

  it.each<[Language, WaitingPlace["wait"], string]>([
    ["en", { least: 3, most: 8 }, "Expected wait: about 3 to 8 minutes."],
    ["en", { least: 4, most: 4 }, "Expected wait: about 4 minutes."],
    ["en", { least: 1, most: 1 }, "Expected wait: about 1 minute."],
    ["en", { least: 0, most: 5 }, "Expected wait: at most about 5 minutes."],
    ["fr", { least: 0, most: 1 }, "Attente prévue\u00a0: environ 1 minute au plus."],
    ["de", { least: 0, most: 0 }, "Es dauert länger als sonst. Jemand kommt, sobald es geht."],
    ["lb", null, "Mir kënnen nach net soen, wéi laang et dauert."],
  ])("%s: %j", (language, expected, text) => expect(waitText(language, expected)).toBe(text));

  const now = new Date("2026-11-27T18:00:00Z");
  const monday = "2026-11-30T08:00:00+01:00";
  it.each<[Language, Partial<WaitingPlace>, string | null]>([
    ["lb", {}, null],
    ["lb", { staffed: false }, "Am Moment ass kee fräi."],
    ["lb", { open: false, opens_at: monday }, "Am Moment ass zou. Erëm op: e Méindeg, den 30. November, um 8:00 Auer."],
    [
      "fr",
      { open: false, opens_at: monday },
      "Nous sommes fermés pour le moment. Réouverture\u00a0: lundi 30 novembre à 8h00.",
    ],
    ["en", { open: false, staffed: false }, "We are closed at the moment."],
  ])("%s: %j", (language, change, text) => expect(awayText(language, { ...SECOND, ...change }, now)).toBe(text));
});

describe("a citizen who waits", () => {
  it.each(LANGUAGES)("reads in %s where they stand and how long it takes", async (language) => {
    await wait({}, language);
    const card = one(".waiting");
    expect(card.getAttribute("aria-label")).toBe(widgetWords(language).waiting.name);
    expect(one(".waiting .place").textContent).toBe(placeText(language, SECOND));
    expect(card.textContent).toContain(waitText(language, SECOND.wait));
    expect(all(".waiting.away")).toEqual([]);
  });

  it("hears of the place, but not of each minute that goes by", async () => {
    await wait();
    expect(one(".waiting [role=status]").textContent).toBe("1 Persoun ass virun Iech.");
  });

  it("reads that it is closed instead of an estimate", async () => {
    await wait({ open: false, wait: null });
    expect(one(".waiting.away").textContent).toContain("Am Moment ass zou.");
    expect(one(".waiting").textContent).not.toContain(widgetWords("lb").waiting.wait.unknown);
    expect(one(".waiting").textContent).toContain(widgetWords("lb").waiting.keeps);
  });

  it("may stop waiting", async () => {
    await wait();
    named("Net méi waarden").click();
    expect(network.last.sentOf("leave_queue")).toHaveLength(1);
    await hear(owner({ owner: "bot", reason: "cancelled" }));
    expect(all(".waiting")).toEqual([]);
    expect(spoken().at(-1)).toBe(widgetWords("lb").owner.bot_cancelled);
  });

  it("goes on with the bot meanwhile, and stops doing so, with the focus where it was", async () => {
    await wait();
    named("Mam Assistent weidermaachen").focus();
    named("Mam Assistent weidermaachen").click();
    expect(network.last.sentOf("bot_meanwhile")).toEqual([{ type: "bot_meanwhile", on: true }]);
    await hear(owner({ reason: "meanwhile", bot: true }));
    expect(one(".waiting").textContent).toContain(widgetWords("lb").waiting.helping);
    expect(chat.shadowRoot?.activeElement).toBe(named("Nëmme waarden"));
    await hear(message({ field: FIELD }));
    expect(one(".composer label").textContent).toContain(FIELD.label);
    named("Nëmme waarden").click();
    await hear(owner({ reason: "meanwhile" }));
    expect(spoken().at(-1)).toBe(widgetWords("lb").owner.queue_only);
  });

  it("cannot do any of it without a connection", async () => {
    await wait();
    network.last.end();
    await drawn();
    named("Net méi waarden").click();
    named("Iech uruffe loossen").click();
    expect(network.last.sentOf("leave_queue")).toEqual([]);
    expect(all(".callback")).toEqual([]);
  });
});

describe("a call-back request", () => {
  it("is asked for in a form that begins at the number", async () => {
    await wait();
    named("Iech uruffe loossen").click();
    await drawn();
    await vi.waitFor(() => expect(chat.shadowRoot?.activeElement).toBe(one("input[name=phone]")));
    expect(one(".foot > div").hidden).toBe(true);
    await fillIn("input[name=phone]", "621 123 456");
    all(".options input")[2]?.click();
    await fillIn(".callback textarea", "  Meng Steierkaart ");
    await send(".callback");
    expect(network.last.sentOf("leave_callback")).toMatchObject([
      { phone: "621 123 456", when: "afternoon", about: "Meng Steierkaart" },
    ]);
    await send(".callback");
    expect(network.last.sentOf("leave_callback")).toHaveLength(1);
    expect(one(".callback [type=submit]").textContent).toBe("Gëtt geschéckt …");
    await hear(owner({ owner: "bot", reason: "call_back" }));
    expect(all(".callback, .waiting")).toEqual([]);
    expect(spoken().at(-1)).toBe(widgetWords("lb").owner.bot_call_back);
    expect(chat.shadowRoot?.activeElement).not.toBeNull();
  });

  it("says at the field that a number is missing", async () => {
    await wait();
    named("Iech uruffe loossen").click();
    await drawn();
    await send(".callback");
    expect(network.last.sentOf("leave_callback")).toEqual([]);
    expect(one("input[name=phone]").getAttribute("aria-invalid")).toBe("true");
    expect(one(".callback .problem").textContent).toBe("Schreift wannechgelift Är Telefonsnummer.");
  });

  it("says at the field that the number is wrong, until it is changed", async () => {
    await wait();
    named("Iech uruffe loossen").click();
    await drawn();
    await fillIn("input[name=phone]", "12");
    await send(".callback");
    const [sent] = network.last.sentOf("leave_callback");
    network.last.deliver({ type: "error", code: "bad_phone", detail: "", message_id: idOf(sent) });
    await drawn();
    expect(one(".callback .problem").textContent).toContain("Telefonsnummer");
    expect(one(".notice[role=status]").textContent).toBe("");
    expect(control("input[name=phone]").value).toBe("12");
    expect(one("input[name=phone]").getAttribute("aria-invalid")).toBe("true");
    await fillIn("input[name=phone]", "621 123 456");
    expect(one(".callback .problem").textContent).toBe("");
    await send(".callback");
    expect(network.last.sentOf("leave_callback")).toHaveLength(2);
  });

  it("can be left, back to where it began; Escape does not close the chat", async () => {
    await wait();
    named("Iech uruffe loossen").click();
    await drawn();
    await press("Escape", one("input[name=phone]"));
    expect(one("[role=dialog]").hidden).toBe(false);
    expect(all(".callback")).toEqual([]);
    expect(chat.shadowRoot?.activeElement).toBe(named("Iech uruffe loossen"));
  });

  it("gives way to a person who comes first", async () => {
    await wait();
    named("Iech uruffe loossen").click();
    await drawn();
    await hear(owner({ owner: "agent", reason: "claimed", agent: "Alex" }));
    expect(all(".callback")).toEqual([]);
    expect(one(".foot > div").hidden).toBe(false);
  });
});

describe("who answers", () => {
  it.each<[Parameters<typeof owner>[0], string]>([
    [{ reason: "complaint" }, widgetWords("lb").owner.queue_complaint],
    [{ reason: "low_confidence" }, widgetWords("lb").owner.queue_low_confidence],
    [{ reason: "transferred" }, widgetWords("lb").owner.queue_transferred],
    [{ reason: "requeued" }, widgetWords("lb").owner.queue_requeued],
    [{ reason: "meanwhile", bot: true }, widgetWords("lb").owner.queue_meanwhile],
    [{ owner: "agent", reason: "transferred", agent: "Alex" }, "Elo hëlleft Iech eng aner Persoun: Alex."],
    [
      { owner: "agent", reason: "service_started", agent: "Alex", bot: true },
      "Alex huet fir Iech e Formulaire ugefaangen. De virtuellen Assistent stellt Iech d’Froen.",
    ],
    [
      { owner: "agent", reason: "service_stopped", agent: "Alex" },
      "De virtuellen Assistent ass fäerdeg. Elo äntwert Iech erëm eng Persoun: Alex.",
    ],
  ])("%j", async (change, text) => {
    await open();
    await hear(owner(change));
    expect(one(".line.owner").textContent).toBe(text);
    expect(spoken().at(-1)).toBe(text);
  });
});

describe("the rating", () => {
  const closed = async () => {
    await open();
    await hear(owner({ owner: "agent", reason: "claimed", agent: "Alex" }));
    await hear(owner({ owner: "closed", reason: "closed" }));
  };

  it("is asked for below the line that says the matter is closed", async () => {
    await closed();
    expect(one(".line.owner:last-of-type, .score").className).toBe("score");
    expect(one(".score legend").textContent).toBe("Wéi war d’Hëllef, déi Dir kritt hutt?");
    expect(all(".faces input")).toHaveLength(5);
    expect(all(".faces span").map(({ textContent }) => textContent)).toEqual([
      "Ganz schlecht",
      "Schlecht",
      "Et geet",
      "Gutt",
      "Ganz gutt",
    ]);
  });

  it("is sent when the citizen says so, thanked for, and may be changed", async () => {
    await closed();
    await send(".score form");
    expect(one(".score .problem").textContent).toBe("Wielt wannechgelift eng Äntwert.");
    all(".faces input")[3]?.click();
    await drawn();
    expect(network.last.sentOf("rate_conversation")).toEqual([]);
    await send(".score form");
    const [sent] = network.last.sentOf("rate_conversation");
    expect(sent).toMatchObject({ score: 4 });
    expect(one(".score [role=status]").textContent).toBe("Merci fir Är Bewäertung: Gutt.");
    network.last.deliver({ type: "ack", message_id: idOf(sent), seq: 4 });
    await hear({ kind: "rating", score: 4 });
    named("Änneren").click();
    await drawn();
    all(".faces input")[4]?.click();
    await drawn();
    await send(".score form");
    expect(network.last.sentOf("rate_conversation").at(-1)).toMatchObject({ score: 5 });
    expect(one(".score [role=status]").textContent).toBe("Merci fir Är Bewäertung: Ganz gutt.");
  });

  it("is not asked for where no person had the matter, nor once a new one begins", async () => {
    await open();
    await hear(owner({ owner: "closed", reason: "closed" }));
    expect(all(".score")).toEqual([]);
    await hear(owner({ owner: "agent", reason: "claimed", agent: "Alex" }));
    await hear(owner({ owner: "closed", reason: "closed" }));
    expect(all(".score")).toHaveLength(1);
    await hear(owner({ owner: "bot", reason: "reopened" }));
    expect(all(".score")).toHaveLength(1);
    await hear(owner());
    expect(all(".score")).toEqual([]);
  });
});

describe("what an agent writes", () => {
  it("is marked where a machine translated it, with the original on demand", async () => {
    await open("de");
    await hear(owner({ owner: "agent", reason: "claimed", agent: "Alex" }));
    await hear(
      message({
        author: "agent",
        agent: "Alex",
        text: "Kommen Sie bitte am 3. März.",
        language: "de",
        origin: "translated",
        original: { text: "Venez le 3 mars, s’il vous plaît.", language: "fr" },
      }),
    );
    expect(one(".translated > p").textContent).toBe("Von einer Maschine übersetzt (Original: Französisch)");
    expect(one("blockquote").hidden).toBe(true);
    expect(spoken().at(-1)).toContain("(Von einer Maschine übersetzt.)");
    named("Original anzeigen").click();
    await drawn();
    expect(one("blockquote").hidden).toBe(false);
    expect([one("blockquote").lang, one("blockquote").textContent]).toEqual([
      "fr",
      "Venez le 3 mars, s’il vous plaît.",
    ]);
    expect(named("Original ausblenden").getAttribute("aria-expanded")).toBe("true");
    expect(all(".origin")).toEqual([]);
  });

  it("may be a file, to be fetched like those of an administration", async () => {
    await open();
    const asked: string[] = [];
    vi.stubGlobal("fetch", (address: string) => {
      asked.push(address);
      return Promise.resolve(new Response("%PDF"));
    });
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockReturnValue();
    await hear(owner({ owner: "agent", reason: "claimed", agent: "Alex" }));
    const document = { id: "f7", name: "Plang.pdf", media_type: "application/pdf", size: 20_480 };
    await hear(message({ author: "agent", agent: "Alex", text: "Plang.pdf", origin: "human", document }));
    expect(one(".agent .bubble").textContent).toBe("Eroflueden Plang.pdf, 20 kB");
    one(".download").click();
    await drawn();
    expect(asked).toEqual([`${location.origin}/api/conversations/c/files/f7`]);
  });
});
