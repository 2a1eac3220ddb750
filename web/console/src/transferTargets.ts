/** Where a conversation may be passed on to: queues and colleagues, best first, and why some cannot take it. Pure. */
import type { ColleagueView, QueueView, TicketView } from "@moien/kit/agentFrames.ts";
import type { Language } from "@moien/kit/languages.ts";
import type { DeskState } from "./deskState.ts";

/** Why nothing can be passed on to it at the moment. */
export type Obstacle = "here" | "offline" | "away" | "busy" | "full";

export type Target =
  | { kind: "agent"; id: string; name: string; obstacle: Obstacle | null; speaks: boolean; colleague: ColleagueView }
  | { kind: "queue"; id: string; name: string; obstacle: Obstacle | null; queue: QueueView };

/** Those whose name holds every word written, in any order; accents and capitals do not count. */
export function transferTargets(
  { queues, colleagues, me }: Pick<DeskState, "queues" | "colleagues" | "me">,
  ticket: Pick<TicketView, "queue" | "language">,
  language: Language,
  written: string,
): Target[] {
  const agents = colleagues
    .filter(({ id }) => id !== me?.id)
    .map((colleague): Target => {
      const { id, name } = colleague;
      const speaks = colleague.languages.includes(ticket.language);
      return { kind: "agent", id, name, obstacle: obstacleOf(colleague), speaks, colleague };
    });
  const places = queues.map((queue): Target => {
    const obstacle = queue.queue === ticket.queue ? "here" : null;
    return { kind: "queue", id: queue.queue, name: queue.name[language], obstacle, queue };
  });
  const parts = plain(written).split(/\s+/);
  return [...agents, ...places]
    .filter(({ name }) => parts.every((part) => plain(name).includes(part)))
    .sort((a, b) => rank(a) - rank(b) || load(a) - load(b) || a.name.localeCompare(b.name));
}

function obstacleOf({ presence, conversations, capacity }: ColleagueView): Obstacle | null {
  if (presence !== "available") return presence;
  return conversations >= capacity ? "full" : null;
}

/** Who can answer at once, then open queues, then the others who could; what is not possible comes last. */
function rank(target: Target): number {
  if (target.obstacle !== null) return target.kind === "queue" ? 5 : 4;
  if (target.kind === "agent") return target.speaks ? 0 : 2;
  return target.queue.open ? 1 : 3;
}

function load(target: Target): number {
  if (target.kind === "queue") return target.queue.waiting;
  return target.colleague.conversations / Math.max(1, target.colleague.capacity);
}

function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .trim()
    .toLowerCase();
}
