/** What the console makes of a ticket: the names it carries, and what stays known once it has left the desk. */
import { useRef } from "preact/hooks";
import type { TicketView } from "@moien/kit/agentFrames.ts";
import type { Language } from "@moien/kit/languages.ts";
import type { ConsoleWords } from "./consoleWords.ts";
import type { Desk } from "./desk.ts";
import { inDanger } from "./deskState.ts";

/** An id of the catalogue made readable: `residence_certificate` as `Residence certificate`. */
export function serviceName(id: string): string {
  const words = id.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The title that service owners gave a service; its id made readable while that is not known. */
export function serviceTitle(desk: Desk, id: string, language: Language): string {
  return desk.catalogue.value?.services.find((service) => service.id === id)?.title[language] ?? serviceName(id);
}

export function queueName(desk: Desk, id: string, language: Language): string {
  return desk.state.value.queues.find(({ queue }) => queue === id)?.name[language] ?? serviceName(id);
}

/** What a ticket is about: danger above all, then the service, then why the citizen wants a person. */
export function subject(
  desk: Desk,
  ticket: Pick<TicketView, "service" | "reason">,
  words: ConsoleWords,
  language: Language,
): string {
  return ticket.service === null || inDanger(ticket)
    ? words.reason[ticket.reason]
    : serviceTitle(desk, ticket.service, language);
}

/** The ticket of a conversation; what was last known of it once it has left the desk. */
export function useLastTicket(desk: Desk, conversation: string): TicketView | undefined {
  const last = useRef<TicketView>(undefined);
  last.current =
    desk.tickets.value.find((ticket) => ticket.conversation === conversation) ??
    (last.current?.conversation === conversation ? last.current : undefined);
  return last.current;
}
