import { render } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { parseMarkdown, parsePlain, plainText, safeAddress } from "../src/markdown.ts";
import { Markdown, PlainText } from "../src/Text.tsx";

function htmlOf(text: string): string {
  return render(<Markdown text={text} newTab="new tab" />).container.innerHTML;
}

const link = (href: string, text: string) =>
  `<a href="${href}" target="_blank" rel="noopener noreferrer nofollow">${text}<span class="unseen"> (new tab)</span></a>`;

describe("Markdown", () => {
  it.each([
    ["a paragraph", "Moien", "<p>Moien</p>"],
    ["two paragraphs", "One\n\nTwo", "<p>One</p><p>Two</p>"],
    ["a line break", "One\nTwo", "<p>One<br>Two</p>"],
    ["Windows line ends", "One\r\n\r\nTwo", "<p>One</p><p>Two</p>"],
    ["a list", "- a\n- b", "<ul><li>a</li><li>b</li></ul>"],
    ["a list after text", "Dir braucht:\n- a\n- b", "<p>Dir braucht:</p><ul><li>a</li><li>b</li></ul>"],
    ["a numbered list", "1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"],
    ["strong and emphasis", "**a** an *b*", "<p><strong>a</strong> an <em>b</em></p>"],
    ["emphasis in strong", "**a *b* c**", "<p><strong>a <em>b</em> c</strong></p>"],
    ["a star that is none", "2 * 3 * 4", "<p>2 * 3 * 4</p>"],
    ["unfinished marks", "**a", "<p>**a</p>"],
    ["an underscore in a name", "residence_certificate_x", "<p>residence_certificate_x</p>"],
    ["a link", "[Guichet](https://guichet.public.lu/)", `<p>${link("https://guichet.public.lu/", "Guichet")}</p>`],
    ["brackets in a link", "[a](https://x.lu/a_(b))", `<p>${link("https://x.lu/a_(b)", "a")}</p>`],
    ["a bare address", "Op https://x.lu/a.", `<p>Op ${link("https://x.lu/a", "https://x.lu/a")}.</p>`],
    ["a mail address", "[a](mailto:a@b.lu)", '<p><a href="mailto:a@b.lu">a</a></p>'],
    ["a phone number", "[a](tel:+35212)", '<p><a href="tel:+35212">a</a></p>'],
    ["nothing", "", ""],
  ])("%s", (_, text, html) => expect(htmlOf(text)).toBe(html));
});

/** Attempts to get markup, script or a foreign request past the renderer. */
const ATTACKS = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg/onload=alert(1)>",
  "<iframe src=//evil.example></iframe>",
  "**<b onmouseover=alert(1)>x</b>**",
  "- <style>*{display:none}</style>",
  "![x](https://x.lu/x.png)",
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "[x](java\tscript:alert(1))",
  "[x](java\u0000script:alert(1))",
  "[x](\u0001javascript:alert(1))",
  "[x](data:text/html,<script>alert(1)</script>)",
  "[x](vbscript:msgbox(1))",
  "[x](file:///etc/passwd)",
  "[x](http://evil.example/)",
  "[x](//evil.example/)",
  "[x](/relative)",
  "[x](https://good.lu@evil.example/)",
  '[x](https://x.lu/"onmouseover="alert(1))',
  "[x](https://x.lu/'><script>alert(1)</script>)",
  "[<img src=x onerror=alert(1)>](https://x.lu/)",
  "[x](mailto://evil.example)",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "https://x.lu/<script>alert(1)</script>",
  "https://x.lu/\u202egpj.exe",
  "{{constructor.constructor('alert(1)')()}}",
];

const ALLOWED = new Set(["P", "UL", "OL", "LI", "STRONG", "EM", "A", "BR", "SPAN"]);

describe.each(ATTACKS)("attack %j", (attack) => {
  it.each([
    ["bot", () => render(<Markdown text={attack} newTab="n" />)],
    ["person", () => render(<PlainText text={attack} newTab="n" />)],
  ])("in a text of a %s makes no other node and no other address", (_, draw) => {
    const { container } = draw();
    for (const element of container.querySelectorAll("*")) {
      expect(ALLOWED).toContain(element.tagName);
      const names = element.getAttributeNames().filter((name) => !["href", "target", "rel", "class"].includes(name));
      expect(names).toEqual([]);
    }
    for (const anchor of container.querySelectorAll("a")) {
      expect(anchor.getAttribute("href")).toMatch(/^(https:\/\/[^@]*$|mailto:[^/]|tel:[^/])/);
      expect(new URL(anchor.href).hostname).not.toBe("evil.example");
    }
  });

  it("loses no visible character as plain text", () => {
    const { container } = render(<PlainText text={attack} newTab="" />);
    for (const hint of container.querySelectorAll(".unseen")) hint.remove();
    expect(container.textContent).toBe(attack);
  });
});

describe("safeAddress", () => {
  it.each(["https://guichet.public.lu/a?b=c#d", "mailto:a@b.lu", "tel:+352123"])("lets %s pass", (address) => {
    expect(safeAddress(address)).toBe(address);
  });

  it.each([
    "",
    "x",
    "http://x.lu",
    "ftp://x.lu",
    "javascript:1",
    " https://x.lu",
    "https://a b.lu",
    "https://u:p@x.lu",
  ])("stops %j", (address) => expect(safeAddress(address)).toBeNull());
});

describe("parsePlain", () => {
  it("keeps marks literal and line breaks as breaks", () => {
    expect(parsePlain("**a**\n- b")).toEqual([
      { kind: "text", text: "**a**" },
      { kind: "break" },
      { kind: "text", text: "- b" },
    ]);
  });
});

describe("plainText", () => {
  it("gives the words for an announcement", () => {
    const text = "E **Residenzzertifikat**:\n\n- a\n- [b](https://x.lu)\n\nMéi\ndozou";
    expect(plainText(parseMarkdown(text))).toBe("E Residenzzertifikat: a; b Méi dozou");
  });
});
