/** What of a change of the desk is news for the agent: a pure comparison of before and after. */
import type { CallbackView, TicketView } from "@moien/kit/agentFrames.ts";
import { isOwn, type DeskState } from "./deskState.ts";

/** `key` is the same in every tab, so that only one of them rings for it. */
export type News =
  | { kind: "waiting"; key: string; ticket: TicketView }
  /** The agent has got it: taken by themself, in this tab or another, or given by a colleague. */
  | { kind: "given"; key: string; ticket: TicketView }
  | { kind: "message"; key: string; ticket: TicketView; text: string }
  | { kind: "callback"; key: string; callback: CallbackView };

/** Who has come into the queue and fits the agent, what has become the agent's, and who wants to be called. */
export function newsOf(before: DeskState, after: DeskState): News[] {
  const tickets = new Map(before.tickets.map((ticket) => [ticket.ticket, ticket]));
  const callbacks = new Set(before.callbacks.map(({ callback }) => callback));
  const ofTickets = after.tickets.flatMap((ticket): News[] => {
    const known = tickets.get(ticket.ticket);
    const key = `${ticket.ticket}:${ticket.waiting_since}`;
    if (ticket.state === "waiting") {
      return known?.state !== "waiting" && ticket.fits ? [{ kind: "waiting", key: `w:${key}`, ticket }] : [];
    }
    return isOwn(ticket) && !(known && isOwn(known)) ? [{ kind: "given", key: `g:${key}`, ticket }] : [];
  });
  const ofCallbacks = after.callbacks
    .filter(({ callback, state }) => state === "waiting" && !callbacks.has(callback))
    .map((callback): News => ({ kind: "callback", key: `c:${callback.callback}`, callback }));
  return [...ofTickets, ...ofCallbacks];
}
