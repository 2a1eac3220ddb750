import { beforeEach, describe, expect, it, vi } from "vitest";
import { FIELD, message } from "../../../kit/tests/sampleEvents.ts";
import { all, chat, control, drawn, freshChat, hear, named, network, one, open, press, write } from "../chat.ts";

freshChat();

const COMMUNES = [
  { lb: "Esch-Sauer", fr: "Esch-sur-Sûre", de: "Esch an der Sauer", also: [] },
  { lb: "Esch-Uelzecht", fr: "Esch-sur-Alzette", de: "Esch an der Alzette", also: ["Esch"] },
  { lb: "Lëtzebuerg", fr: "Luxembourg", de: "Luxemburg", also: [] },
];

async function ask(type: (typeof FIELD)["type"], language = "lb"): Promise<HTMLInputElement> {
  await open(language);
  await hear(message({ field: { ...FIELD, type } }));
  return control(".box input");
}

async function submit(): Promise<void> {
  one("form").dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  await drawn();
}

const hint = () => one(".field > .count").textContent;
const sent = () => network.last.sentOf("say").map((frame) => (frame as { text: string }).text);

describe("a national id", () => {
  it("is grouped while it is typed, and the caret stays behind the same digit", async () => {
    const box = await ask("national_id");
    box.value = "19985";
    box.setSelectionRange(3, 3);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    await drawn();
    expect(box.value).toBe("1998 5");
    expect(box.selectionStart).toBe(3);
    box.value = "19984 5";
    box.setSelectionRange(5, 5);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    await drawn();
    expect(box.value).toBe("1998 45");
    expect(box.selectionStart).toBe(6);
  });

  it.each([
    ["1985041212393", "D’Nummer ass komplett.", false],
    ["1985 0412 12394", "Dës Ziffere passen net zesummen. Vergläicht se wannechgelift mat Ärer Kaart.", true],
    ["1985041", "", false],
    ["19850412123931", "14 vun 13 Zifferen.", true],
  ])("is checked as it is typed: %s", async (typed, text, problem) => {
    await ask("national_id");
    await write(typed);
    expect(hint()).toBe(text);
    expect(one(".field > .count").classList.contains("problem")).toBe(problem);
    expect(control(".box input").getAttribute("aria-invalid")).toBe(String(problem));
  });

  it("tells what is missing when the box is left, and may be sent all the same", async () => {
    const box = await ask("national_id");
    await write("1985041");
    box.dispatchEvent(new Event("blur"));
    await drawn();
    expect(hint()).toBe("7 vun 13 Zifferen.");
    await submit();
    expect(sent()).toEqual(["1985 041"]);
  });

  it("can be hidden from the eyes of others", async () => {
    const box = await ask("national_id");
    named("D’Nummer verstoppen").click();
    await drawn();
    expect(box.classList.contains("hidden-digits")).toBe(true);
    named("D’Nummer weisen").click();
    await drawn();
    expect(box.classList.contains("hidden-digits")).toBe(false);
  });
});

describe("a date", () => {
  it.each([
    ["5.3.2026", "Donneschdeg, 5. Mäerz 2026", "05.03.2026"],
    ["2026-12-01", "Dënschdeg, 1. Dezember 2026", "01.12.2026"],
    ["muer", "Zum Beispill 05.03.2026", "muer"],
  ])("%s is read back as %s", async (typed, text, said) => {
    await ask("date");
    expect(hint()).toBe("Zum Beispill 05.03.2026");
    await write(typed);
    expect(hint()).toBe(text);
    await submit();
    expect(sent()).toEqual([said]);
  });

  it.each(["31.02.2026", "5.3.0206", "2026-13-01"])(
    "%s is no day: that is said once the box is left",
    async (typed) => {
      const box = await ask("date");
      await write(typed);
      expect([hint(), box.getAttribute("aria-invalid")]).toEqual(["Zum Beispill 05.03.2026", "false"]);
      box.dispatchEvent(new Event("blur"));
      await drawn();
      expect(hint()).toContain("Dësen Datum kann net stëmmen.");
      expect(one(".field > .count").classList.contains("problem")).toBe(true);
      expect(box.getAttribute("aria-invalid")).toBe("true");
      await submit();
      expect(sent()).toEqual([typed]);
    },
  );

  it("tells the month that is turned to, and not that of each day", async () => {
    await ask("date", "fr");
    await write("28.02.2026");
    named("Choisir un jour").click();
    await drawn();
    const told = () => one("dialog [role=status]").textContent;
    await press("PageDown", one("td [tabindex='0']"));
    expect(told()).toBe("");
    named("Mois suivant").click();
    await drawn();
    expect(told()).toBe("avril 2026");
  });

  it("is chosen from a calendar with the keyboard; the box takes it and gets the focus", async () => {
    const box = await ask("date", "fr");
    await write("28.02.2026");
    named("Choisir un jour").click();
    await drawn();
    const grid = one("[role=grid]");
    expect(grid.getAttribute("aria-label")).toBe("février 2026");
    const focused = () => chat.shadowRoot?.activeElement?.getAttribute("aria-label");
    expect(focused()).toBe("samedi 28 février 2026");
    for (const [key, day] of [
      ["ArrowRight", "dimanche 1er mars 2026"],
      ["ArrowDown", "dimanche 8 mars 2026"],
      ["Home", "lundi 2 mars 2026"],
      ["End", "dimanche 8 mars 2026"],
      ["PageDown", "mercredi 8 avril 2026"],
      ["PageUp", "dimanche 8 mars 2026"],
      ["ArrowUp", "dimanche 1er mars 2026"],
      ["ArrowLeft", "samedi 28 février 2026"],
    ] as const) {
      await press(key, one("td [tabindex='0']"));
      expect(focused()).toBe(day);
    }
    one("td [tabindex='0']").click();
    await drawn();
    expect(all("dialog")).toEqual([]);
    expect(box.value).toBe("28.02.2026");
    expect(chat.shadowRoot?.activeElement).toBe(box);
  });

  it("jumps to a year without taking the focus from the list", async () => {
    await ask("date", "de");
    named("Einen Tag wählen").click();
    await drawn();
    const year = control(".turns select:last-of-type");
    year.focus();
    year.value = "1958";
    year.dispatchEvent(new Event("change", { bubbles: true }));
    await drawn();
    expect(one("[role=grid]").getAttribute("aria-label")).toContain("1958");
    expect(chat.shadowRoot?.activeElement).toBe(year);
    expect(all("td [tabindex='0']")).toHaveLength(1);
  });

  it("gives the focus back to the button when nothing is chosen, and leaves the chat open", async () => {
    await ask("date", "en");
    named("Choose a day").click();
    await drawn();
    named("Cancel").click();
    await drawn();
    expect(all("dialog")).toEqual([]);
    expect(chat.shadowRoot?.activeElement).toBe(named("Choose a day"));
    expect(one("#panel").hidden).toBe(false);
  });
});

describe("a commune", () => {
  beforeEach(() => {
    vi.stubGlobal("fetch", (address: URL | string) =>
      String(address).endsWith("/api/communes")
        ? Promise.resolve(new Response(JSON.stringify(COMMUNES)))
        : Promise.reject(new Error("no network in this test")),
    );
  });

  const options = () => all("[role=option]").map(({ textContent }) => textContent);

  it("is completed by keyboard, and sent with a second Enter", async () => {
    const box = await ask("commune");
    expect([box.getAttribute("role"), box.getAttribute("aria-expanded")]).toEqual(["combobox", "false"]);
    await write("esch");
    expect(options()).toEqual(["Esch-Sauer", "Esch-Uelzecht"]);
    expect(box.getAttribute("aria-expanded")).toBe("true");
    expect(one("form [role=status]").textContent).toBe("2 Gemengen");
    await press("ArrowDown", box);
    await press("ArrowDown", box);
    const active = box.getAttribute("aria-activedescendant");
    expect(one("[aria-selected=true]").id).toBe(active);
    await press("Enter", box);
    expect(box.value).toBe("Esch-Uelzecht");
    expect(options()).toEqual([]);
    expect(sent()).toEqual([]);
    await submit();
    expect(sent()).toEqual(["Esch-Uelzecht"]);
  });

  it("is chosen with a finger, by any of its names", async () => {
    const box = await ask("commune");
    await write("Luxem");
    expect(options()).toEqual(["Lëtzebuerg (Luxembourg)"]);
    one("[role=option]").click();
    await drawn();
    expect(box.value).toBe("Lëtzebuerg");
  });

  it("closes its list with Escape, and not the chat", async () => {
    const box = await ask("commune");
    await write("esch");
    await press("Escape", box);
    expect(options()).toEqual([]);
    expect(one("#panel").hidden).toBe(false);
    await press("ArrowDown", box);
    expect(options()).toHaveLength(2);
  });

  it("may be one that is not in the list", async () => {
    await ask("commune");
    await write("Atlantis");
    expect(one("form [role=status]").textContent).toBe("Keng Gemeng mat deem Numm. Dir kënnt en awer schécken.");
    await submit();
    expect(sent()).toEqual(["Atlantis"]);
  });

  it("is one of those that the widget's own gateway knows", async () => {
    const asked: string[] = [];
    vi.stubGlobal("fetch", (address: URL | string) => {
      asked.push(String(address));
      return Promise.resolve(new Response(JSON.stringify([{ lb: "Anerer", fr: "Autre", de: "Andere", also: [] }])));
    });
    chat.dataset.server = "https://other.example";
    await ask("commune");
    await write("An");
    expect(asked).toContain("https://other.example/api/communes");
    expect(options()).toEqual(["Anerer"]);
  });
});
