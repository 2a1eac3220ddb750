/** The panel's menu: what it offers, and what becomes of a receipt, of an export and of an erasure. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { all, chat, drawn, freshChat, hear, network, one, open } from "./chat.ts";

const KEPT = { code: "7KQM-4XPA-0000-1111-2222-3333-444Z", kept_until: "2027-02-28T10:00:00.000Z" };

interface Call {
  method: string;
  path: string;
  token: string | null;
}

let calls: Call[] = [];

/** The gateway's calls about a conversation: each is answered with one status and body. */
function answerWith(status: number, body: object | null = null): void {
  calls = [];
  vi.stubGlobal("fetch", (url: URL | string, init: RequestInit = {}) => {
    const { pathname, search } = new URL(url);
    if (!pathname.startsWith("/api/conversations/")) return Promise.reject(new Error("no network in this test"));
    calls.push({
      method: init.method ?? "GET",
      path: pathname.replace(/^\/api\/conversations\/[^/]+/, "") + search,
      token: new Headers(init.headers).get("Authorization"),
    });
    return Promise.resolve(new Response(body && JSON.stringify(body), { status }));
  });
}

async function openMenu(welcome: object = {}): Promise<void> {
  await open("lb", welcome);
  one(".more").click();
  await vi.waitFor(() => expect(all(".menu-list")).toHaveLength(1));
}

async function choose(text: string): Promise<void> {
  const found = all(".menu-list button").find((button) => button.textContent === text);
  if (!found) throw new Error(`the menu offers no ${text}`);
  found.click();
  await drawn();
}

freshChat();
afterEach(() => vi.restoreAllMocks());

describe("the menu", () => {
  it("closes on Escape, which the panel does not see, and gives the focus back", async () => {
    await openMenu();
    expect(one(".more").getAttribute("aria-expanded")).toBe("true");
    one(".menu-list li:first-child button").dispatchEvent(
      new KeyboardEvent("keydown", { key: "Escape", bubbles: true, composed: true }),
    );
    await drawn();
    expect(all(".menu-list")).toHaveLength(0);
    expect(one(".panel").hidden).toBe(false);
    expect(chat.shadowRoot?.activeElement).toBe(one(".more"));
  });

  it("closes when something else is pressed", async () => {
    await openMenu();
    document.body.dispatchEvent(new Event("pointerdown", { bubbles: true, composed: true }));
    await drawn();
    expect(all(".menu-list")).toHaveLength(0);
  });
});

describe("the receipt code", () => {
  it("is asked for once, shown in groups, and says until when", async () => {
    answerWith(201, KEPT);
    await openMenu();
    await choose("Beleegcode");
    await vi.waitFor(() => expect(all(".receipt-code span")).toHaveLength(7));
    expect(one(".menu-dialog").textContent).toContain("28. Februar 2027");
    expect(calls.filter(({ method }) => method === "POST")).toEqual([
      { method: "POST", path: "/receipt", token: "Bearer t" },
    ]);
    (one(".menu-dialog") as HTMLDialogElement).close();
    await drawn();
    one(".more").click();
    await drawn();
    await choose("Beleegcode");
    await vi.waitFor(() => expect(all(".receipt-code")).toHaveLength(1));
    expect(calls.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  it("is another one once somebody has logged out, which ended the first", async () => {
    answerWith(201, KEPT);
    await openMenu();
    await choose("Beleegcode");
    (one(".menu-dialog") as HTMLDialogElement).close();
    const before = calls.length;
    await hear({ kind: "identity", state: "logged_out" });
    one(".more").click();
    await drawn();
    await choose("Beleegcode");
    expect(calls.slice(before)).toMatchObject([{ method: "POST" }]);
  });

  it("says when it cannot be had", async () => {
    answerWith(429);
    await openMenu();
    // The code of the token before is still known.
    network.last.deliver({ type: "token", token: "newer" });
    await choose("Beleegcode");
    await vi.waitFor(() => expect(one(".menu-dialog").textContent).toContain("Dat huet net geklappt."));
  });
});

describe("erasing", () => {
  it("asks first, then erases and begins anew", async () => {
    answerWith(204);
    await openMenu();
    await choose("Gespréich läschen");
    expect(calls.filter(({ method }) => method === "DELETE")).toEqual([]);
    one(".menu-dialog .strong").click();
    await vi.waitFor(() => expect(one(".menu-dialog h3").textContent).toBe("D’Gespréich ass geläscht"));
    expect(calls.at(-1)).toEqual({ method: "DELETE", path: "", token: "Bearer t" });
    expect(localStorage.getItem("moien:demo:token")).toBeNull();
    await vi.waitFor(() => expect(network.sockets).toHaveLength(2));
    network.last.accept();
    expect(network.last.sentOf("hello")[0]).toMatchObject({ token: null });
  });

  it("goes by the token that another tab has stored unheard", async () => {
    answerWith(204);
    await openMenu();
    localStorage.setItem("moien:demo:token", "newer");
    await choose("Gespréich läschen");
    one(".menu-dialog .strong").click();
    await vi.waitFor(() => expect(one(".menu-dialog h3").textContent).toBe("D’Gespréich ass geläscht"));
    expect(calls.at(-1)).toMatchObject({ method: "DELETE", token: "Bearer newer" });
  });

  it.each([[404], [500]])("keeps everything where it did not work: %i", async (status) => {
    answerWith(status);
    await openMenu();
    await choose("Gespréich läschen");
    one(".menu-dialog .strong").click();
    await vi.waitFor(() => expect(one(".menu-dialog").textContent).toContain("Dat huet net geklappt."));
    expect(localStorage.getItem("moien:demo:token")).toBe("t");
  });
});

describe("an export", () => {
  it.each([
    ["Als Säit späicheren (HTML)", "html"],
    ["Als Donnéeë späicheren (JSON)", "json"],
  ])("%s", async (text, format) => {
    answerWith(200, {});
    vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:x");
    const clicked = vi.spyOn(HTMLAnchorElement.prototype, "click").mockReturnValue();
    await openMenu();
    await choose(text);
    await vi.waitFor(() => expect(clicked).toHaveBeenCalledOnce());
    expect(calls.at(-1)).toEqual({ method: "GET", path: `/export?format=${format}`, token: "Bearer t" });
  });

  it("says when it did not work", async () => {
    answerWith(404);
    await openMenu();
    await choose("Als Säit späicheren (HTML)");
    await vi.waitFor(() => expect(all(".menu-dialog")).toHaveLength(1));
  });
});

describe("all conversations of who is logged in", () => {
  it("are offered to nobody else", async () => {
    await openMenu();
    expect(one(".menu-list").textContent).not.toContain("All meng Gespréicher");
  });

  it("are saved together", async () => {
    answerWith(200, {});
    vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:x");
    const clicked = vi.spyOn(HTMLAnchorElement.prototype, "click").mockReturnValue();
    await openMenu({ logged_in: true });
    await choose("All meng Gespréicher späicheren");
    await vi.waitFor(() => expect(clicked).toHaveBeenCalledOnce());
    expect(calls.at(-1)).toEqual({ method: "GET", path: "/person/export?format=html", token: "Bearer t" });
  });

  it("are erased together, when the question about it is answered", async () => {
    answerWith(200, { erased: 2 });
    await openMenu({ logged_in: true });
    await choose("All meng Gespréicher läschen");
    expect(one(".menu-dialog").textContent).toContain("och op aneren Apparater");
    one(".menu-dialog .strong").click();
    await vi.waitFor(() => expect(one(".menu-dialog h3").textContent).toBe("All Är Gespréicher si geläscht"));
    expect(calls.at(-1)).toEqual({ method: "DELETE", path: "/person", token: "Bearer t" });
  });
});
