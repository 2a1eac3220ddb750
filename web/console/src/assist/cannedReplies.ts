/** Replies that service owners have prepared: which fit what is sought, in which order, and what stands in their gaps. */
import type { DeskCatalogue } from "../deskSettings.ts";
import type { Language } from "@moien/kit/languages.ts";

export type CannedReply = DeskCatalogue["replies"][number];

/** What may stand in braces in a prepared reply (twin of contracts/desk). */
export const GAPS = ["agent", "citizen_language", "service", "reference"] as const;

export type Fillings = Partial<Record<(typeof GAPS)[number], string>>;

const GAP = new RegExp(`\\{(${GAPS.join("|")})\\}`);

/**
 * Those of the service come first, then those for all, then those of other services; within each, those whose shortcut
 * begins with what is sought. Searched in the reply's language and in the agent's own; accents and capitals do not count.
 */
export function foundReplies(
  replies: readonly CannedReply[],
  service: string | null,
  sought: string,
  languages: readonly Language[],
): CannedReply[] {
  const words = plain(sought).split(/\s+/);
  const begins = ({ shortcut }: CannedReply) => plain(shortcut).startsWith(words.join(" "));
  const rank = (reply: CannedReply) =>
    (reply.service === null ? 2 : reply.service === service ? 0 : 4) + (begins(reply) ? 0 : 1);
  return replies
    .filter((reply) => {
      const all = plain([reply.shortcut, ...languages.map((language) => reply.text[language])].join(" "));
      return words.every((word) => all.includes(word));
    })
    .sort((a, b) => rank(a) - rank(b));
}

/** What is not known stays in braces, for the agent to fill in. */
export function filled(text: string, fillings: Fillings): string {
  return text.replace(new RegExp(GAP, "g"), (gap, name: keyof Fillings) => fillings[name] ?? gap);
}

/** The first gap that nobody has filled in: where it begins, and its text. */
export function openGap(text: string): { at: number; gap: string } | null {
  const found = GAP.exec(text);
  return found && { at: found.index, gap: found[0] };
}

function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .trim()
    .toLowerCase();
}
