/** What the console makes of a ticket: the names it carries, and what stays known once it has left the desk. */
import { useRef } from "preact/hooks";
import type { TicketView } from "@moien/kit/agentFrames.ts";
import type { Desk } from "./desk.ts";

/** An id of the catalogue made readable: `residence_certificate` as `Residence certificate`. */
export function serviceName(id: string): string {
  const words = id.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The ticket of a conversation; what was last known of it once it has left the desk. */
export function useLastTicket(desk: Desk, conversation: string): TicketView | undefined {
  const last = useRef<TicketView>(undefined);
  last.current =
    desk.tickets.value.find((ticket) => ticket.conversation === conversation) ??
    (last.current?.conversation === conversation ? last.current : undefined);
  return last.current;
}
