import { describe, expect, it, vi } from "vitest";
import type { Stage } from "@moien/kit/frames.ts";
import { LANGUAGES } from "@moien/kit/languages.ts";
import { FIELD, job, message, owner } from "../../kit/tests/sampleEvents.ts";
import { widgetWords } from "../src/widgetWords.ts";
import {
  all,
  chat,
  control,
  drawn,
  hear,
  named,
  network,
  nextPage,
  one,
  open,
  place,
  press,
  spoken,
  freshChat,
  write,
} from "./chat.ts";

freshChat();

describe("before the citizen opens it", () => {
  it("stores nothing, connects nowhere, and offers a named button", async () => {
    await place();
    expect(network.sockets).toHaveLength(0);
    expect([localStorage.length, sessionStorage.length]).toEqual([0, 0]);
    expect(one(".launcher").getAttribute("aria-expanded")).toBe("false");
    expect(one(".launcher").textContent).toContain("Chat mam virtuellen Assistent");
    expect(all("[role=dialog]")).toEqual([]);
  });

  it("speaks the language of the page and follows it", async () => {
    await place("fr-LU");
    expect(one(".launcher").textContent).toContain("Aide par chat");
    document.documentElement.lang = "de";
    await drawn();
    expect(one(".launcher").textContent).toContain("Hilfe im Chat");
  });

  it("prefers the language that the embedding names", async () => {
    chat.dataset.language = "en";
    await place("de");
    expect(one(".launcher").textContent).toContain("Help by chat");
  });
});

describe("opening and closing", () => {
  it("opens with the focus in the input, closes with Escape and gives the focus back", async () => {
    await open();
    expect(one("[role=dialog]").getAttribute("aria-modal")).toBe("false");
    expect(one(".launcher").getAttribute("aria-expanded")).toBe("true");
    expect(chat.shadowRoot?.activeElement).toBe(one("textarea"));
    await press("Escape", one("textarea"));
    expect(one("[role=dialog]").hidden).toBe(true);
    expect(chat.shadowRoot?.activeElement).toBe(one(".launcher"));
  });

  it("is drawn while the button is touched, and nothing else happens before it is pressed", async () => {
    await place();
    const told: string[] = [];
    for (const kind of ["moien-open", "moien-close"]) chat.addEventListener(kind, () => told.push(kind));
    const button = one(".launcher");
    button.dispatchEvent(new PointerEvent("pointerdown"));
    expect(one(".root > div").className).toBe("");
    await drawn();
    expect(one(".panel").hidden).toBe(true);
    expect([network.sockets.length, localStorage.length, sessionStorage.length]).toEqual([0, 0, 0]);
    expect(document.activeElement).not.toBe(chat);
    document.documentElement.lang = "fr";
    await drawn();
    expect([button.lang, one(".panel").lang]).toEqual(["fr", "fr"]);
    expect(told).toEqual([]);
    button.click();
    await drawn();
    expect(one(".panel").hidden).toBe(false);
    expect(network.sockets.length).toBe(1);
    expect(chat.shadowRoot?.activeElement).toBe(one("textarea"));
    button.dispatchEvent(new PointerEvent("pointerdown"));
    await drawn();
    expect(one(".panel").hidden).toBe(false);
    button.click();
    await drawn();
    expect(one(".panel").hidden).toBe(true);
    expect(told).toEqual(["moien-open", "moien-close"]);
  });

  it("keeps the connection and the draft while closed", async () => {
    await open();
    await write("half a sen");
    await press("Escape", one("textarea"));
    one(".launcher").click();
    await drawn();
    expect(network.sockets).toHaveLength(1);
    expect(control("textarea").value).toBe("half a sen");
  });

  it("counts what arrives while closed, in words too", async () => {
    await open();
    await press("Escape", one("textarea"));
    await hear(message());
    await hear(message());
    expect(one(".badge").textContent).toBe("2");
    expect(one(".panel + [role=status]").textContent).toBe("2 nei Noriichten");
    one(".launcher").click();
    await drawn();
    expect(one(".badge").hidden).toBe(true);
  });

  it("is open again on the next page of the site, without taking the focus", async () => {
    await open();
    nextPage();
    await place();
    expect(one("[role=dialog]").hidden).toBe(false);
    expect(chat.shadowRoot?.activeElement).toBeNull();
  });

  it("covers a small window and takes the page behind out of reach", async () => {
    vi.stubGlobal("matchMedia", () => ({ matches: true, addEventListener: vi.fn(), removeEventListener: vi.fn() }));
    await open();
    const page = document.querySelector("main");
    expect(one("[role=dialog]").getAttribute("aria-modal")).toBe("true");
    await vi.waitFor(() => expect(page?.inert).toBe(true));
    expect(chat.shadowRoot?.activeElement).toBe(one("h2"));
    named("Chat zoumaachen").click();
    await drawn();
    expect(page?.inert).toBe(false);
    expect(chat.shadowRoot?.activeElement).toBe(one(".launcher"));
  });
});

describe("the log", () => {
  it.each(LANGUAGES)("begins with the AI disclosure in %s, shown and announced", async (language) => {
    await open(language);
    const { notice, first } = widgetWords(language);
    const text = `${notice.ai_disclosure} ${first.kept_somehow}`;
    expect(one(".items .notice").textContent).toContain(notice.ai_disclosure);
    expect(one(".items .notice p").textContent).toContain(first.kept_somehow);
    expect(one(".items .notice").lang).toBe(language);
    expect(spoken()).toEqual([text]);
  });

  it("is a log that does not speak by itself", async () => {
    await open();
    const log = one("[role=log]");
    expect(log.getAttribute("aria-live")).toBe("off");
    expect(log.getAttribute("aria-label")).toBe("Gespréich");
    expect(log.tabIndex).toBe(0);
  });

  it("announces each message once, and the same text twice when it comes twice", async () => {
    await open();
    const before = spoken().length;
    await hear(message({ text: "**Moien**", language: "fr" }));
    await hear(message({ text: "**Moien**", language: "fr" }));
    await hear(message({ author: "citizen", text: "Jo" }));
    expect(spoken().slice(before)).toEqual(["Assistant virtuel: Moien", "Assistant virtuel: Moien"]);
    expect(all("[aria-live=polite] p").at(-1)?.lang).toBe("fr");
  });

  it("says author and time of each message, and its language", async () => {
    await open();
    await hear(message({ author: "agent", agent: "Alex Muster", text: "Bonjour", language: "fr" }));
    const item = one(".message.agent");
    expect(item.textContent).toMatch(/Alex Muster \(Persoun\), \d{1,2}:\d\d:/);
    expect(item.querySelector(".bubble")?.getAttribute("lang")).toBe("fr");
  });

  it("does not move the focus when something arrives", async () => {
    await open();
    one(".close").focus();
    await hear(message({ buttons: [{ title: "Jo" }] }));
    expect(chat.shadowRoot?.activeElement).toBe(one(".close"));
  });

  it("shows where an answer comes from", async () => {
    await open();
    const citation = {
      title: "Certificat",
      link: "https://guichet.public.lu/x",
      checked: "2026-11-05",
      language: "fr" as const,
    };
    await hear(message({ citations: [citation], origin: "llm" }));
    const source = one(".sources");
    expect(source.textContent).toContain("Quell: Certificat");
    expect(source.textContent).toContain("gepréift de 5. November 2026 (Säit op Franséisch)");
    expect(source.querySelector("a")?.getAttribute("rel")).toBe("noopener noreferrer nofollow");
    expect(one(".origin").textContent).toBe("Vun der KI geschriwwen");
    expect(one("[data-origin=llm]").textContent).toContain("Moien");
  });

  it.each([
    ["lb", "Vun der KI geschriwwen (ministral)", "Äntwert-Code: ABCD-EFGH"],
    ["fr", "Texte généré par IA (ministral)", "Code de la réponse\u00a0: ABCD-EFGH"],
    ["de", "KI-generiert (ministral)", "Antwort-Code: ABCD-EFGH"],
    ["en", "AI-generated (ministral)", "Answer code: ABCD-EFGH"],
  ] as const)("marks what AI wrote for people and programs, in %s", async (language, mark, code) => {
    await open(language);
    await hear(message({ origin: "llm", model: "ministral", code: "ABCD-EFGH" }));
    expect(one(".by-ai").textContent).toBe(mark);
    expect(one(".answer-code").textContent).toBe(code);
    expect(one(".origin").lang).toBe(language);
    expect(one("[data-ai-generated=true]").className).toBe("message bot");
  });

  it.each([
    ["lb", "Auszuch aus der offizieller Informatioun"],
    ["fr", "Extrait de l’information officielle"],
    ["de", "Auszug aus der amtlichen Information"],
    ["en", "Excerpt from official information"],
  ] as const)("says more quietly that a text is an excerpt, in %s", async (language, mark) => {
    await open(language);
    await hear(message({ origin: "retrieval" }));
    expect(one(".origin").textContent).toBe(mark);
    expect(one("[data-origin=retrieval]").dataset.aiGenerated).toBeUndefined();
    expect(all(".by-ai, .answer-code")).toEqual([]);
  });

  it("says that a text was translated", async () => {
    await open();
    await hear(message({ origin: "translated" }));
    expect(one(".origin").textContent).toBe("Vun enger Maschinn iwwersat");
  });

  it("says nothing about the bot's own wording", async () => {
    await open();
    await hear(message());
    expect(all(".origin, [data-ai-generated]")).toEqual([]);
  });

  it("gives the code of an answer in the bot's own wording", async () => {
    await open();
    await hear(message({ code: "ABCD-EFGH" }));
    expect(one(".origin").textContent).toBe("Äntwert-Code: ABCD-EFGH");
  });

  it("says aloud that AI wrote a text, in the language of the text", async () => {
    await open();
    await hear(message({ origin: "llm", language: "fr" }));
    expect(spoken().at(-1)).toBe("Assistant virtuel: Moien (Texte généré par IA.)");
  });

  it("does not link a source whose address is not safe", async () => {
    await open();
    await hear(
      message({ citations: [{ title: "X", link: "javascript:alert(1)", checked: "2026-11-05", language: "lb" }] }),
    );
    expect(all(".sources a")).toEqual([]);
    expect(one(".sources").textContent).toContain("Quell: X");
  });

  it("updates a job in place, with its reference", async () => {
    await open();
    await hear(job());
    await hear(message());
    await hear(job({ state: "succeeded", reference: "RC-2026-1" }));
    expect(one(".job").textContent).toBe("Är Demande ass ukomm. Referenz: RC-2026-1");
    expect(spoken().at(-1)).toBe("Är Demande ass ukomm. Referenz: RC-2026-1");
  });

  it("sets changes of who answers apart", async () => {
    await open();
    await hear(owner({ owner: "agent", reason: "claimed", agent: "Alex" }));
    await hear(owner({ owner: "bot", reason: "given_back" }));
    expect(all(".line.owner").map(({ textContent }) => textContent)).toEqual([
      "Elo äntwert Iech eng Persoun: Alex.",
      "De virtuellen Assistent äntwert Iech erëm.",
    ]);
  });
});

describe("while the bot prepares an answer", () => {
  async function works(stage: Stage | null, pages = 0): Promise<void> {
    network.last.deliver({ type: "busy", conversation: "c", busy: true, stage, pages });
    await drawn();
  }

  async function rests(): Promise<void> {
    network.last.deliver({ type: "busy", conversation: "c", busy: false, stage: null, pages: 0 });
    await drawn();
  }

  it.each([
    ["lb", null, 0, "De virtuellen Assistent schreift …"],
    ["lb", "searching", 0, "Ech sichen …"],
    ["lb", "reading", 1, "Ech liesen 1 Säit …"],
    ["lb", "reading", 3, "Ech liesen 3 Säiten …"],
    ["lb", "reading", 5, "Ech liese 5 Säiten …"],
    ["lb", "writing", 0, "Ech schreiwen d’Äntwert …"],
    ["lb", "checking", 0, "Ech kontrolléieren d’Äntwert …"],
    ["fr", "searching", 0, "Je cherche…"],
    ["fr", "reading", 1, "Je lis 1 page…"],
    ["fr", "reading", 3, "Je lis 3 pages…"],
    ["fr", "writing", 0, "J’écris la réponse…"],
    ["fr", "checking", 0, "Je vérifie la réponse…"],
    ["de", "searching", 0, "Ich suche …"],
    ["de", "reading", 1, "Ich lese 1 Seite …"],
    ["de", "reading", 3, "Ich lese 3 Seiten …"],
    ["de", "writing", 0, "Ich schreibe die Antwort …"],
    ["de", "checking", 0, "Ich prüfe die Antwort …"],
    ["en", "searching", 0, "Searching…"],
    ["en", "reading", 1, "Reading 1 page…"],
    ["en", "reading", 3, "Reading 3 pages…"],
    ["en", "writing", 0, "Writing the answer…"],
    ["en", "checking", 0, "Checking the answer…"],
  ] as const)("says beside the dots, in %s, at stage %s with %i pages", async (language, stage, pages, says) => {
    await open(language);
    await works(stage, pages);
    expect(one(".writing .doing").textContent).toBe(says);
    expect(all(".writing .dots")).toHaveLength(1);
    await rests();
    expect(all(".writing")).toEqual([]);
  });

  it.each([
    ["lb", "Net méi waarden"],
    ["fr", "Ne plus attendre"],
    ["de", "Nicht länger warten"],
    ["en", "Stop waiting"],
  ] as const)("offers in %s not to wait while a language model writes or is checked", async (language, title) => {
    await open(language);
    for (const stage of [null, "searching", "reading"] as const) {
      await works(stage, 1);
      expect(all(".writing button")).toEqual([]);
    }
    for (const stage of ["writing", "checking"] as const) {
      await works(stage);
      expect(one(".writing button").textContent).toBe(title);
    }
    one(".writing button").focus();
    one(".writing button").click();
    expect(network.last.sentOf("stop_writing")).toHaveLength(1);
    await works("searching");
    expect(chat.shadowRoot?.activeElement?.getAttribute("role")).toBe("log");
  });

  it("announces each stage once for an answer, and again for the next", async () => {
    await open();
    const before = spoken().length;
    await works(null);
    await works("searching");
    await works("reading", 3);
    await works("reading", 4);
    await works("writing");
    await works("checking");
    await works("writing");
    await rests();
    const once = [
      "Ech sichen …",
      "Ech liesen 3 Säiten …",
      "Ech schreiwen d’Äntwert …",
      "Ech kontrolléieren d’Äntwert …",
    ];
    expect(spoken().slice(before)).toEqual(once);
    await works("searching");
    expect(spoken().slice(before)).toEqual([...once, "Ech sichen …"]);
    expect(all("[aria-live=polite] p").at(-1)?.lang).toBe("lb");
  });

  it("does not announce a stage again because the citizen changes the language", async () => {
    await open();
    await works("writing");
    await hear({ kind: "language", language: "fr", reason: "chosen" });
    expect(one(".writing .doing").textContent).toBe("J’écris la réponse…");
    expect(spoken()).toContain("Ech schreiwen d’Äntwert …");
    expect(spoken()).not.toContain("J’écris la réponse…");
  });
});

describe("buttons", () => {
  it("press once, stay in view, and keep the focus", async () => {
    await open();
    await hear(message({ buttons: [{ title: "Jo" }, { title: "Nee" }] }));
    named("Jo").focus();
    named("Jo").click();
    named("Jo").click();
    await drawn();
    expect(network.last.sentOf("press")).toMatchObject([{ seq: 2, button: 0 }]);
    const [yes, no] = all(".choice");
    expect(yes?.getAttribute("aria-disabled")).toBe("true");
    expect(yes?.textContent).toContain("(gewielt)");
    expect(no?.getAttribute("aria-disabled")).toBe("true");
    no?.click();
    expect(network.last.sentOf("press")).toHaveLength(1);
    expect(chat.shadowRoot?.activeElement).toBe(yes);
  });

  it("are dead once the conversation has gone on", async () => {
    await open();
    await hear(message({ buttons: [{ title: "Al" }] }));
    await hear(message({ author: "citizen", text: "eppes anescht" }));
    await hear(message({ buttons: [{ title: "Nei" }] }));
    named("Al").click();
    named("Nei").click();
    expect(network.last.sentOf("press")).toMatchObject([{ seq: 4, button: 0 }]);
  });

  it("lead to a person from everywhere, without a sentence", async () => {
    await open();
    named("Mat enger Persoun schwätzen").click();
    expect(network.last.sentOf("ask_person")).toHaveLength(1);
    expect(network.last.sentOf("say")).toEqual([]);
  });

  it("leave the focus inside the chat when they disappear", async () => {
    await open();
    named("Mat enger Persoun schwätzen").focus();
    await hear(owner());
    expect(chat.shadowRoot?.activeElement).toBe(one("textarea"));
  });

  it("judge an answer", async () => {
    await open();
    await hear(message({ citations: [{ title: "X", link: "https://x.lu", checked: "2026-11-05", language: "lb" }] }));
    named("Net hëllefräich").click();
    expect(network.last.sentOf("rate")).toEqual([{ type: "rate", seq: 2, helpful: false }]);
    await hear({ kind: "feedback", seq: 2, helpful: false });
    expect(named("Net hëllefräich").getAttribute("aria-pressed")).toBe("true");
    expect(named("Hëllefräich").getAttribute("aria-pressed")).toBe("false");
  });
});

describe("writing", () => {
  it("sends with Enter, begins a line with Shift and Enter", async () => {
    await open();
    await write("  Moien  ");
    const box = one("textarea");
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", shiftKey: true, bubbles: true }));
    expect(network.last.sentOf("say")).toEqual([]);
    await press("Enter", box);
    expect(network.last.sentOf("say")).toMatchObject([{ text: "Moien" }]);
    expect(one(".pending").textContent).toBe("Moien");
    expect(one(".state").textContent).toBe("gëtt geschéckt …");
  });

  it.each(["", "   ", "\n"])("does not send %j", async (text) => {
    await open();
    await write(text);
    await press("Enter", one("textarea"));
    expect(network.last.sentOf("say")).toEqual([]);
  });

  it("counts from 2750 characters on and holds back what is too long, without losing it", async () => {
    await open();
    await write("x".repeat(2749));
    expect(one(".count").textContent).toBe("");
    await write("𝒳".repeat(2750));
    expect(one(".count").textContent).toBe("2750 vun 3000 Zeechen");
    await write("x".repeat(3001));
    await press("Enter", one("textarea"));
    expect(network.last.sentOf("say")).toEqual([]);
    expect(one("textarea").getAttribute("aria-invalid")).toBe("true");
    expect(control("textarea").value).toHaveLength(3001);
  });

  it("says in words that a message was refused, and offers to send it again", async () => {
    await open();
    await write("quick");
    await press("Enter", one("textarea"));
    const [said] = network.last.sentOf("say") as { message_id: string }[];
    network.last.deliver({ type: "error", code: "too_fast", detail: "", message_id: said?.message_id });
    await drawn();
    expect(one(".state.problem").textContent).toContain("Net geschéckt. Dat waren zevill Noriichten op eemol.");
    named("Nach eng Kéier schécken").click();
    expect(network.last.sentOf("say")).toEqual([said, said]);
  });

  it("says that a message is not sent yet while there is no connection", async () => {
    await open();
    network.last.end();
    await write("later");
    await press("Enter", one("textarea"));
    expect(one(".state").textContent).toBe("nach net geschéckt");
  });
});

describe("a form", () => {
  const asked = (change: Partial<typeof FIELD>) => message({ field: { ...FIELD, ...change } });

  it.each([
    ["national_id", "text", "numeric", "off"],
    ["phone", "tel", "tel", "tel"],
    ["email", "email", "email", "email"],
    ["date", "text", null, "off"],
    ["address", "text", null, "street-address"],
    ["postcode", "text", null, "postal-code"],
  ] as const)("asks for %s with the proper input", async (type, kind, mode, autocomplete) => {
    await open();
    await hear(asked({ type }));
    const input = control(".box input");
    expect(input.type).toBe(kind);
    expect(input.getAttribute("inputmode")).toBe(mode);
    expect(input.getAttribute("autocomplete")).toBe(autocomplete);
    expect(one(".asked label").textContent).toBe("National Nummer Schrëtt 1 vu 4");
  });

  it.each(["text", "choice"] as const)("leaves the box for text for %s", async (type) => {
    await open();
    await hear(asked({ type }));
    expect(all(".box textarea")).toHaveLength(1);
  });

  it("sends a date as people write it", async () => {
    await open();
    await hear(asked({ type: "date" }));
    await write("2026-12-01");
    (one("form") as HTMLFormElement).requestSubmit();
    expect(network.last.sentOf("say")).toMatchObject([{ text: "01.12.2026" }]);
  });

  it("takes the focus along when the input changes, and marks a refused value", async () => {
    await open();
    await hear(asked({}));
    expect(chat.shadowRoot?.activeElement).toBe(one(".box input"));
    await hear(message({ author: "citizen", text: "1" }));
    await hear(asked({ problem: true }));
    expect(one(".box input").getAttribute("aria-invalid")).toBe("true");
    expect(chat.shadowRoot?.activeElement).toBe(one(".box input"));
  });

  it("never takes a draft away", async () => {
    await open();
    await write("I was just asking");
    await hear(asked({}));
    expect(control("textarea").value).toBe("I was just asking");
    await press("Enter", one("textarea"));
    expect(network.last.sentOf("say")).toMatchObject([{ text: "I was just asking" }]);
  });

  it("lets the citizen write something else, and go back to the question", async () => {
    await open();
    await hear(asked({}));
    named("Eppes anescht").click();
    await drawn();
    expect(all(".box textarea")).toHaveLength(1);
    named("Zréck bei d’Fro").click();
    await drawn();
    expect(all(".box input")).toHaveLength(1);
  });

  it("shows the summary as a table with headings", async () => {
    await open();
    await hear(
      message({
        summary: [{ field: "plate", label: "Plack", value: "AB 1234", from_login: false }],
        buttons: [{ title: "Jo" }],
      }),
    );
    expect(one(".summary th").getAttribute("scope")).toBe("row");
    expect(one(".summary").textContent).toBe("PlackAB 1234");
    expect(spoken().at(-1)).toBe("Virtuellen Assistent: Moien Plack: AB 1234. Auswiel: Jo.");
  });
});

describe("language", () => {
  it("offers each language by its own name and changes everything at once", async () => {
    await open();
    const menu = one("select") as HTMLSelectElement;
    expect([...menu.options].map(({ textContent }) => textContent)).toEqual([
      "Lëtzebuergesch",
      "Français",
      "Deutsch",
      "English",
    ]);
    menu.value = "fr";
    menu.dispatchEvent(new Event("change", { bubbles: true }));
    await drawn();
    expect(network.last.sentOf("language")).toEqual([{ type: "language", language: "fr" }]);
    expect(one("[role=dialog]").lang).toBe("fr");
    expect(one(".head").textContent).toContain("Assistant virtuel");
  });
});

describe("starting over", () => {
  it("asks first, then forgets the conversation on this device", async () => {
    await open();
    await hear(message({ text: "secret" }));
    named("Nei ufänken").click();
    await drawn();
    expect(chat.shadowRoot?.activeElement).toBe(named("Jo, nei ufänken"));
    named("Jo, nei ufänken").click();
    await drawn();
    expect(localStorage).toHaveLength(0);
    expect(one(".items").textContent).not.toContain("secret");
    expect(chat.shadowRoot?.activeElement).toBe(one("textarea"));
  });
});

describe("the site", () => {
  const site = {
    name: { lb: "Gemeng Muster", fr: "Commune de Muster", de: "Gemeinde Muster", en: "Commune of Muster" },
    privacy: "/privacy",
    languages: ["fr", "lb"],
  };

  it("names the administration in the citizen's language, its languages and its privacy page", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify(site))));
    chat.dataset.server = "https://chat.example.lu";
    chat.dataset.name = "before";
    await open("fr");
    await drawn();
    expect(one("h2").textContent).toBe("Commune de Muster");
    expect([...(one("select") as HTMLSelectElement).options].map(({ value }) => value)).toEqual(["fr", "lb"]);
    expect(one(".line.notice a").getAttribute("href")).toBe("https://chat.example.lu/privacy");
  });

  it("says who answers for the chat and how long it is kept, once, as soon as that is known", async () => {
    let arrives: (site: Response) => void = () => undefined;
    vi.stubGlobal("fetch", () => new Promise<Response>((resolve) => (arrives = resolve)));
    await open("en");
    const { notice, first } = widgetWords("en");
    expect(spoken()).toEqual([`${notice.ai_disclosure} ${first.kept_somehow}`]);
    arrives(new Response(JSON.stringify({ ...site, kept_days: 90 })));
    await drawn();
    await drawn();
    const about =
      "Responsible administration: Commune of Muster. " +
      "The conversation is stored. It is deleted 90 days after the last message.";
    expect(spoken().slice(1)).toEqual([about]);
    expect(one(".items .notice p").textContent).toContain(about);
    await hear(message());
    expect(spoken().filter((text) => text.includes(about))).toHaveLength(1);
  });

  it.each([
    ["unknown", () => Promise.resolve(new Response("{}", { status: 404 }))],
    ["not what it should be", () => Promise.resolve(new Response('{"name":"x"}'))],
  ])("may be %s: the chat works with what the page says", async (_, answer) => {
    vi.spyOn(console, "error").mockReturnValue();
    vi.stubGlobal("fetch", answer);
    chat.dataset.name = "Gemeng Beispill";
    await open();
    expect(one("h2").textContent).toBe("Gemeng Beispill");
    expect(all(".line.notice a")).toEqual([]);
  });
});

describe("without storage", () => {
  it("chats all the same", async () => {
    for (const kind of ["localStorage", "sessionStorage"] as const) {
      vi.spyOn(window, kind, "get").mockImplementation(() => {
        throw new DOMException("blocked", "SecurityError");
      });
    }
    await open();
    await write("Moien");
    await press("Enter", one("textarea"));
    expect(network.last.sentOf("say")).toMatchObject([{ text: "Moien" }]);
  });
});
