import { beforeEach, describe, expect, it, vi } from "vitest";
import { FakeRequest } from "@moien/kit/fakeRequest.ts";
import type { FileShown, JobKind, JobState } from "@moien/kit/frames.ts";
import { LANGUAGES } from "@moien/kit/languages.ts";
import { FIELD, job, message } from "../../kit/tests/sampleEvents.ts";
import { widgetWords } from "../src/widgetWords.ts";
import { all, chat, control, drawn, hear, named, network, one, open, press, spoken, freshChat } from "./chat.ts";

freshChat();

const DOCUMENT: FileShown = { id: "f1", name: "RC-2026-1.pdf", media_type: "application/pdf", size: 20_480 };

const idOf = (frame: unknown) => (frame as { message_id: string }).message_id;

describe("a job", () => {
  it.each(LANGUAGES)(
    "says in %s that the administration cannot be reached, and that it is sent later",
    async (lang) => {
      await open(lang);
      await hear(job({ delayed: true, cancellable: true }));
      const { file } = widgetWords(lang).job;
      expect(one(".job.delayed div > p:first-child").textContent).toBe(file.delayed);
      expect(spoken().at(-1)).toBe(file.delayed);
      await hear(job({ delayed: false, state: "running" }));
      expect(all(".job.delayed")).toEqual([]);
      expect(one(".job div > p:first-child").textContent).toBe(file.running);
    },
  );

  it.each<[JobKind, JobState, string]>([
    ["look_up", "running", "Mir froen d’Verwaltung."],
    ["look_up", "succeeded", "D’Verwaltung huet geäntwert."],
    ["look_up", "failed", "D’Verwaltung konnt net gefrot ginn."],
    ["undo", "queued", "Är Demande gëtt zréckgezunn."],
    ["undo", "rejected", "Är Demande kann net méi zréckgezu ginn."],
    ["file", "cancelled", "Är Demande gouf ofgebrach. Et gouf näischt geschéckt."],
  ])("of kind %s is %s: %s", async (kind, state, text) => {
    await open();
    await hear(job({ job_kind: kind, state }));
    expect(one(".job div > p:first-child").textContent).toBe(text);
    expect(one(".job").className).toBe(`job ${kind} ${state}`);
  });

  it("that was filed and is cancelled was taken back", async () => {
    await open();
    await hear(job({ state: "cancelled", reference: "RC-1" }));
    expect(one(".job div > p:first-child").textContent).toBe("Är Demande gouf zréckgezunn.");
  });

  it("can be called off once, while that is possible, and leaves the focus on its card", async () => {
    await open();
    await hear(job({ cancellable: true }));
    named("Demande net schécken").focus();
    named("Demande net schécken").click();
    await drawn();
    expect(network.last.sentOf("cancel_job")).toMatchObject([{ job: "j" }]);
    expect(named("Gëtt ofgebrach …").getAttribute("aria-disabled")).toBe("true");
    named("Gëtt ofgebrach …").click();
    expect(network.last.sentOf("cancel_job")).toHaveLength(1);
    await hear(job({ state: "cancelled" }));
    expect(all(".job button")).toEqual([]);
    expect(chat.shadowRoot?.activeElement).toBe(one(".job"));
  });

  it("that cannot be called off any more says so", async () => {
    await open();
    await hear(job({ cancellable: true }));
    named("Demande net schécken").click();
    const [sent] = network.last.sentOf("cancel_job");
    network.last.deliver({ type: "error", code: "too_late", detail: "", message_id: idOf(sent) });
    await drawn();
    expect(one(".notice[role=status]").textContent).toContain("Dofir ass et ze spéit");
    expect(named("Demande net schécken").getAttribute("aria-disabled")).toBe("false");
  });

  it("is taken back only after a question", async () => {
    await open();
    await hear(job({ state: "succeeded", reference: "RC-1", undoable: true }));
    named("Demande zréckzéien").click();
    await drawn();
    expect(one(".changes.asked p").textContent).toBe("Wëllt Dir dës Demande wierklech zréckzéien?");
    expect(chat.shadowRoot?.activeElement).toBe(named("Jo, zréckzéien"));
    await press("Escape", named("Jo, zréckzéien"));
    expect(one("[role=dialog]").hidden).toBe(false);
    expect(chat.shadowRoot?.activeElement).toBe(named("Demande zréckzéien"));
    expect(network.last.sentOf("undo_job")).toEqual([]);
    named("Demande zréckzéien").click();
    await drawn();
    named("Jo, zréckzéien").click();
    await drawn();
    expect(network.last.sentOf("undo_job")).toMatchObject([{ job: "j" }]);
    expect(one(".changes").textContent).toBe("Gëtt zréckgezunn …");
    expect(chat.shadowRoot?.activeElement).toBe(one(".job"));
  });

  it("does not close the question of the bot while it is being called off", async () => {
    await open();
    await hear(job({ cancellable: true }));
    await hear(message({ buttons: [{ title: "Jo" }] }));
    named("Demande net schécken").click();
    await drawn();
    expect(named("Jo").getAttribute("aria-disabled")).toBe("false");
  });
});

describe("a document", () => {
  beforeEach(async () => {
    await open();
    await hear(job({ state: "succeeded", reference: "RC-1", document: DOCUMENT }));
  });

  it("is fetched with the token in a header", async () => {
    const asked: [string, RequestInit][] = [];
    vi.stubGlobal("fetch", (address: string, init: RequestInit) => {
      asked.push([address, init]);
      return Promise.resolve(new Response("%PDF"));
    });
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockReturnValue();
    expect(one(".download").textContent).toBe("Eroflueden RC-2026-1.pdf, 20 kB");
    one(".download").click();
    await drawn();
    expect(asked).toMatchObject([
      [`${location.origin}/api/conversations/c/files/f1`, { headers: { Authorization: "Bearer t" } }],
    ]);
    expect(one(".job .problem").textContent).toBe("");
  });

  it.each([
    [404, "De Fichier gëtt et net méi."],
    [500, "De Fichier konnt net erofgeluede ginn. Probéiert wannechgelift nach eng Kéier."],
  ])("that is not given out (%i): %s", async (status, text) => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response("{}", { status })));
    one(".download").click();
    await drawn();
    expect(one(".job .problem").textContent).toBe(text);
  });
});

describe("a field for a file", () => {
  const asks = message({ field: { ...FIELD, type: "file", name: "proof", label: "Beleeg" } });

  beforeEach(async () => {
    FakeRequest.made = [];
    vi.stubGlobal("XMLHttpRequest", FakeRequest);
    await open();
    await hear(asks);
  });

  async function choose(...files: File[]): Promise<void> {
    Object.defineProperty(one("input[type=file]"), "files", { value: files, configurable: true });
    one("input[type=file]").dispatchEvent(new Event("change", { bubbles: true }));
    await drawn();
  }

  const pdf = () => new File(["%PDF"], "proof.pdf", { type: "application/pdf" });

  it("names what is asked for and what is accepted, and has the focus", () => {
    const input = control("input[type=file]");
    const named = (attribute: string) =>
      (input.getAttribute(attribute) ?? "")
        .split(" ")
        .map((id) => chat.shadowRoot?.getElementById(id)?.textContent)
        .join(" ");
    expect(named("aria-labelledby")).toBe("Beleeg Schrëtt 1 vu 4 Fichier auswielen");
    expect(named("aria-describedby").trim()).toBe("PDF, PNG oder JPEG, héchstens 10 MB");
    expect(input.accept).toContain("application/pdf");
    expect(chat.shadowRoot?.activeElement).toBe(input);
  });

  it("shows how far the file is, and attaches it once it is there", async () => {
    await choose(pdf());
    FakeRequest.last.sent(1, 4);
    await drawn();
    expect(control("progress").value).toBe(25);
    expect(one(".progress .share").textContent).toBe("25 %");
    expect(chat.shadowRoot?.activeElement).toBe(named("Ofbriechen"));
    FakeRequest.last.sent(4, 4);
    await drawn();
    expect(one(".progress .share").textContent).toBe("Gëtt gepréift …");
    FakeRequest.last.answer(201, DOCUMENT);
    await drawn();
    expect(network.last.sentOf("attach")).toMatchObject([{ file: "f1" }]);
    expect(one(".said").textContent).toBe("RC-2026-1.pdf ass eropgelueden.");
    expect(one(".citizen .pending").textContent).toBe("RC-2026-1.pdf");
  });

  it("lets the citizen call it off and begin again", async () => {
    await choose(pdf());
    named("Ofbriechen").click();
    await drawn();
    expect(FakeRequest.last.aborted).toBe(true);
    expect(one(".said").textContent).toBe("D’Eropluede gouf ofgebrach.");
    expect(chat.shadowRoot?.activeElement).toBe(one("input[type=file]"));
    await choose(pdf());
    expect(FakeRequest.made).toHaveLength(2);
    expect(network.last.sentOf("attach")).toEqual([]);
  });

  it("stops sending when the citizen answers something else", async () => {
    await choose(pdf());
    named("Eppes anescht").click();
    await drawn();
    expect(FakeRequest.last.aborted).toBe(true);
    expect(all(".box textarea")).toHaveLength(1);
    named("Zréck bei d’Fro").click();
    await drawn();
    expect(all("input[type=file]")).toHaveLength(1);
  });

  it("says in words what is wrong, before and after sending", async () => {
    await choose(new File(["x"], "x.docx", { type: "application/msword" }));
    expect(FakeRequest.made).toEqual([]);
    expect(one(".said.problem").textContent).toContain("Dëst ass kee PDF, PNG oder JPEG.");
    expect(one("input[type=file]").getAttribute("aria-invalid")).toBe("true");
    await choose(pdf());
    FakeRequest.last.answer(422, { code: "file_unsafe", detail: "" });
    await drawn();
    expect(one(".said.problem").textContent).toContain("De Viruscanner hält dëse Fichier fir geféierlech.");
    expect(network.last.sentOf("attach")).toEqual([]);
  });

  it("takes a file that is dropped on it", async () => {
    const drop = new Event("drop", { bubbles: true, cancelable: true });
    Object.defineProperty(drop, "dataTransfer", { value: { files: [pdf()] } });
    one(".drop").dispatchEvent(drop);
    await drawn();
    expect(drop.defaultPrevented).toBe(true);
    expect(FakeRequest.made).toHaveLength(1);
  });
});

describe("a file of the citizen", () => {
  it("is shown with its name and size", async () => {
    await open();
    await hear(message({ author: "citizen", text: DOCUMENT.name, document: DOCUMENT }));
    expect(one(".message.citizen .bubble").textContent).toBe("RC-2026-1.pdf 20 kB");
  });
});

describe("a login", () => {
  const asks = message({ login: "criminal_record" });
  const AT = "https://chat.example.lu/auth/start/abc";

  function popup(): { went: string[]; window: object } {
    const went: string[] = [];
    const window = {
      closed: false,
      close: () => undefined,
      document: { body: {} },
      location: { replace: (address: string) => went.push(address) },
    };
    return { went, window };
  }

  async function begin(opened: object | null): Promise<void> {
    vi.stubGlobal("open", () => opened);
    one(".login .choice").focus();
    one(".login .choice").click();
    await drawn();
    network.last.deliver({ type: "login_at", url: AT });
    await drawn();
  }

  it("begins from the newest message that asks for it, and is announced", async () => {
    await open();
    await hear(asks);
    expect(spoken().at(-1)).toContain("Auswiel: Mat menger eID aloggen.");
    await hear(asks);
    const [old, newest] = all(".login .choice");
    expect(old?.getAttribute("aria-disabled")).toBe("true");
    old?.click();
    expect(network.last.sentOf("start_login")).toEqual([]);
    expect(newest?.textContent).toBe("Mat menger eID aloggen (geet an enger neier Fënster op)");
  });

  it("happens in a window, and ends when the hub says who is logged in", async () => {
    await open();
    await hear(asks);
    const { went, window } = popup();
    await begin(window);
    expect(network.last.sentOf("start_login")).toHaveLength(1);
    expect(went).toEqual([AT]);
    expect(one(".login form").textContent).toContain("Loggt Iech wannechgelift an der Fënster an");
    network.last.deliver({ type: "token", token: "t2" });
    await hear({ kind: "identity", state: "logged_in" });
    expect(one(".logged-in").textContent).toContain("Dir sidd mat Ärer eID ageloggt.");
    expect(all(".line.owner").at(-1)?.textContent).toBe("Dir sidd elo ageloggt.");
    expect(one(".login .choice").getAttribute("aria-disabled")).toBe("true");
    named("Ausloggen").click();
    expect(network.last.sentOf("log_out")).toHaveLength(1);
    await hear({ kind: "identity", state: "expired" });
    expect(all(".logged-in")).toEqual([]);
    expect(spoken().at(-1)).toBe("Äre Login ass ofgelaf. Dir sidd net méi ageloggt.");
  });

  it("gives a link where no window opens, takes the code by hand, and says when it is wrong", async () => {
    await open();
    await hear(asks);
    await begin(null);
    const link = one(".login .way a");
    expect(link.getAttribute("href")).toBe(AT);
    expect(link.getAttribute("rel")).toContain("noopener");
    const field = control(".login input");
    expect(chat.shadowRoot?.activeElement).toBe(field);
    field.value = " k7qm ";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await drawn();
    (one(".login form") as HTMLFormElement).requestSubmit();
    expect(network.last.sentOf("finish_login")).toEqual([{ type: "finish_login", code: "k7qm" }]);
    network.last.deliver({ type: "error", code: "login_failed", detail: "", message_id: null });
    await drawn();
    expect(one(".login .problem").textContent).toContain("De Code ass falsch oder ofgelaf.");
    expect(field.getAttribute("aria-invalid")).toBe("true");
  });

  it("says that it is not possible when the hub cannot begin one", async () => {
    await open();
    await hear(asks);
    vi.stubGlobal("open", () => popup().window);
    one(".login .choice").click();
    network.last.deliver({ type: "error", code: "login_failed", detail: "", message_id: null });
    await drawn();
    expect(one(".login .problem").textContent).toContain("De Login ass am Moment net méiglech.");
    expect(one(".login .choice").getAttribute("aria-disabled")).toBe("false");
  });

  it("is shown from the first moment on where it still lasts", async () => {
    await open("lb", { logged_in: true });
    expect(all(".logged-in")).toHaveLength(1);
  });

  it("marks in a summary what it gave", async () => {
    await open();
    await hear(
      message({
        summary: [
          { field: "national_id", label: "Matricule", value: "1893", from_login: true },
          { field: "purpose", label: "Zweck", value: "Aarbecht", from_login: false },
        ],
      }),
    );
    expect(all(".summary td").map(({ textContent }) => textContent)).toEqual(["1893vun der eID", "Aarbecht"]);
  });
});
