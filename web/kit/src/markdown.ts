/**
 * The Markdown subset of the bot: paragraphs, lists, **strong**, *emphasis* and links. Gives a tree of data, never HTML;
 * whatever is not understood stays literal text.
 */

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "strong" | "emphasis"; inside: Inline[] }
  | { kind: "link"; href: string; inside: Inline[] }
  | { kind: "break" };

export type Block = { kind: "paragraph"; inside: Inline[] } | { kind: "list"; ordered: boolean; items: Inline[][] };

const BULLET = /^\s{0,3}[-*•]\s+(.*)$/;
const NUMBER = /^\s{0,3}\d{1,3}[.)]\s+(.*)$/;

/** An address a link may lead to: https, mailto or tel, else null. */
export function safeAddress(address: string): string | null {
  // Control characters and spaces hide schemes from a reader but not from a browser.
  if (/[\s\p{Cc}]/u.test(address)) return null;
  if (/^(mailto|tel):[^/]/i.test(address)) return address;
  try {
    const url = new URL(address);
    return url.protocol === "https:" && url.username === "" ? url.href : null;
  } catch {
    return null;
  }
}

/** Read a text into blocks; a line break within a paragraph stays one. */
export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  const endParagraph = () => {
    if (lines.length > 0) blocks.push({ kind: "paragraph", inside: joined(lines.map(parseInline)) });
    lines = [];
  };
  for (const line of text.replaceAll("\r\n", "\n").split("\n")) {
    const bullet = BULLET.exec(line);
    const item = bullet ?? NUMBER.exec(line);
    if (item) {
      endParagraph();
      const ordered = bullet === null;
      const last = blocks.at(-1);
      const inside = parseInline(item[1] ?? "");
      if (last?.kind === "list" && last.ordered === ordered) last.items.push(inside);
      else blocks.push({ kind: "list", ordered, items: [inside] });
    } else if (line.trim() === "") {
      endParagraph();
    } else {
      lines.push(line);
    }
  }
  endParagraph();
  return blocks;
}

/** Text of people: nothing is markup, only web addresses become links and line breaks stay. */
export function parsePlain(text: string): Inline[] {
  return joined(text.replaceAll("\r\n", "\n").split("\n").map(linked));
}

const MARKS =
  /\*\*(?<strong>\S(?:.*?\S)?)\*\*|\*(?<emphasis>[^\s*](?:[^*]*[^\s*])?)\*|\[(?<label>[^[\]]+)\]\((?<href>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)/;

function parseInline(text: string): Inline[] {
  const found: Inline[] = [];
  let rest = text;
  for (let match = MARKS.exec(rest); match?.groups; match = MARKS.exec(rest)) {
    const { strong, emphasis, label, href } = match.groups;
    found.push(...linked(rest.slice(0, match.index)));
    if (strong !== undefined) found.push({ kind: "strong", inside: parseInline(strong) });
    else if (emphasis !== undefined) found.push({ kind: "emphasis", inside: parseInline(emphasis) });
    else {
      const address = safeAddress(href ?? "");
      if (address) found.push({ kind: "link", href: address, inside: [{ kind: "text", text: label ?? "" }] });
      else found.push({ kind: "text", text: match[0] });
    }
    rest = rest.slice(match.index + match[0].length);
  }
  found.push(...linked(rest));
  return found;
}

/** Bare https addresses become links; punctuation that ends a sentence does not belong to them. */
function linked(text: string): Inline[] {
  const found: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(/https:\/\/[^\s<>"'()[\]]+/g)) {
    const shown = match[0].replace(/[.,;:!?*]+$/, "");
    const address = safeAddress(shown);
    if (!address) continue;
    if (match.index > from) found.push({ kind: "text", text: text.slice(from, match.index) });
    found.push({ kind: "link", href: address, inside: [{ kind: "text", text: shown }] });
    from = match.index + shown.length;
  }
  if (from < text.length) found.push({ kind: "text", text: text.slice(from) });
  return found;
}

function joined(lines: Inline[][]): Inline[] {
  return lines.flatMap((line, index) => (index === 0 ? line : [{ kind: "break" as const }, ...line]));
}

/** The words alone, for announcements. */
export function plainText(blocks: Block[]): string {
  const words = (inside: Inline[]): string =>
    inside
      .map((node) => (node.kind === "text" ? node.text : node.kind === "break" ? " " : words(node.inside)))
      .join("");
  return blocks
    .map((block) => (block.kind === "paragraph" ? words(block.inside) : block.items.map(words).join("; ")))
    .join(" ");
}
