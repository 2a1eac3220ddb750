/** What is on the desk, folded from the frames about it: a pure function over `desk` and `desk_change`. */
import type {
  AgentServerFrame,
  CallbackView,
  ColleagueView,
  DeskSettings,
  QueueView,
  TicketView,
} from "@moien/kit/agentFrames.ts";

type Frame<T extends AgentServerFrame["type"]> = Extract<AgentServerFrame, { type: T }>;

export interface DeskState {
  /** Null until the desk has first arrived. */
  readonly me: DeskSettings | null;
  readonly tickets: readonly TicketView[];
  readonly callbacks: readonly CallbackView[];
  readonly queues: readonly QueueView[];
  readonly colleagues: readonly ColleagueView[];
  /** Of what is written for the desk. */
  readonly edition: number;
}

export const EMPTY_DESK: DeskState = { me: null, tickets: [], callbacks: [], queues: [], colleagues: [], edition: 0 };

/** The desk as a whole, in place of what was known. */
export function arranged({ me, tickets, callbacks, queues, colleagues, edition }: Frame<"desk">): DeskState {
  return { me, tickets, callbacks, queues, colleagues, edition };
}

/** Apply what is different; parts that are as they were stay the same objects. */
export function changed(state: DeskState, change: Frame<"desk_change">): DeskState {
  return {
    me: change.me ?? state.me,
    tickets: changedTickets(state.tickets, change),
    callbacks: change.callbacks ?? state.callbacks,
    queues: change.queues ?? state.queues,
    colleagues: change.colleagues ?? state.colleagues,
    edition: change.edition ?? state.edition,
  };
}

function changedTickets(
  before: readonly TicketView[],
  { tickets, gone }: Pick<Frame<"desk_change">, "tickets" | "gone">,
): readonly TicketView[] {
  if (tickets.length === 0 && gone.length === 0) return before;
  const kept = new Map(before.map((ticket) => [ticket.ticket, ticket]));
  for (const id of gone) kept.delete(id);
  for (const ticket of tickets) kept.set(ticket.ticket, ticket);
  return [...kept.values()];
}

export function inDanger({ reason }: Pick<TicketView, "reason">): boolean {
  return reason === "crisis";
}

/** Who waits, as they should be taken. */
export function waitingTickets(state: Pick<DeskState, "tickets">): TicketView[] {
  return state.tickets
    .filter((ticket) => ticket.state === "waiting")
    .sort((a, b) => a.position - b.position || a.opened_at.localeCompare(b.opened_at));
}

/** The agent's own conversations, in the order in which they came, so that each keeps its place. */
export function ownTickets(state: Pick<DeskState, "tickets">): TicketView[] {
  return state.tickets.filter(isOwn).sort(byArrival);
}

/** What colleagues have. */
export function othersTickets(state: Pick<DeskState, "tickets">): TicketView[] {
  return state.tickets.filter((ticket) => ticket.state === "claimed" && !ticket.mine).sort(byArrival);
}

/** Call-backs: own ones first, then those asked for first. */
export function orderedCallbacks(state: Pick<DeskState, "callbacks">): CallbackView[] {
  return [...state.callbacks].sort((a, b) => Number(b.mine) - Number(a.mine) || a.asked_at.localeCompare(b.asked_at));
}

export function isOwn(ticket: Pick<TicketView, "state" | "mine">): boolean {
  return ticket.state === "claimed" && ticket.mine;
}

function byArrival(a: TicketView, b: TicketView): number {
  return a.waiting_since.localeCompare(b.waiting_since) || a.ticket.localeCompare(b.ticket);
}
