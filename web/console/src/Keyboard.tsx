/** Does what the keys of the desk ask for, wherever the focus is; what lies over the page has keys of its own. */
import { useEffect } from "preact/hooks";
import { useDesk } from "./context.ts";
import type { Desk } from "./desk.ts";
import { isOwn, ownTickets } from "./deskState.ts";
import { commandOf, typesInto, type Found } from "./keys.ts";
import { isNarrow } from "./useNarrow.ts";
import { open, useWorkplace, type Workplace } from "./workplace.ts";

/** `aside`: another page is shown, and the desk goes on behind it; only the ways between pages have keys there. */
export function Keyboard({ aside }: { aside: boolean }): null {
  const desk = useDesk();
  const workplace = useWorkplace();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector("dialog[open]") || workplace.overlay.value !== null) return;
      const found = commandOf(event, typesInto(event.target), workplace.switches.keys.on.value);
      if (found && (onPage(found, workplace) || (!aside && onDesk(found, desk, workplace)))) event.preventDefault();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [desk, workplace, aside]);
  return null;
}

/** Whether it was done. */
function onPage({ command }: Found, workplace: Workplace): boolean {
  switch (command) {
    case "help":
    case "presence":
      open(workplace, command);
      return true;
    case "search":
    case "desk":
      location.hash = `#${command}`;
      return true;
    default:
      return false;
  }
}

function onDesk({ command, key }: Found, desk: Desk, workplace: Workplace): boolean {
  const selected = desk.selected.value;
  const ticket = desk.tickets.value.find(({ conversation }) => conversation === selected);
  const mine = ticket !== undefined && isOwn(ticket);
  switch (command) {
    case "take_next":
      desk.takeNext();
      return true;
    case "down":
      return step(1);
    case "up":
      return step(-1);
    case "own": {
      const wanted = ownTickets(desk.state.value)[Number(key) - 1];
      if (wanted) desk.select(wanted.conversation);
      return wanted !== undefined;
    }
    case "claim":
      if (ticket?.state === "waiting") desk.claim(ticket.ticket);
      return ticket?.state === "waiting";
    case "reply":
    case "note":
      return write(command);
    case "leave":
      document.getElementById("conversation")?.focus();
      return true;
    case "transfer":
      if (mine) open(workplace, "transfer");
      return mine;
    case "close":
      if (mine) open(workplace, "wrap_up");
      return mine;
    case "give_back":
      if (mine) desk.end({ type: "give_back", conversation: ticket.conversation });
      return mine;
    case "details":
      if (selected === null) return false;
      if (isNarrow()) desk.detailsInPlace.value = !desk.detailsInPlace.value;
      else workplace.switches.details.set(!workplace.switches.details.on.value);
      return true;
    default:
      return false;
  }
}

/** Open the card before or after the chosen one, in the order in which they stand in the column. */
function step(by: 1 | -1): boolean {
  const cards = [...document.querySelectorAll<HTMLButtonElement>(".queue .card")];
  const at = cards.findIndex((card) => card.getAttribute("aria-current") === "true");
  const card = at === -1 ? cards.at(by === 1 ? 0 : -1) : cards[at + by];
  card?.scrollIntoView({ block: "nearest" });
  card?.click();
  return card !== undefined;
}

/** Into the box, as a reply or as a note; whoever only looks on has a box for notes alone, which may be closed. */
function write(kind: "reply" | "note"): boolean {
  const beside = document.querySelector<HTMLButtonElement>(".bystander .begin-note");
  if (beside) {
    if (kind === "reply") return false;
    if (beside.getAttribute("aria-expanded") === "false") {
      beside.click();
      return true;
    }
  }
  const choice = document.querySelector<HTMLInputElement>(`.composer input[type=radio][value=${kind}]`);
  choice?.click();
  const box = document.querySelector<HTMLTextAreaElement>(".composer textarea");
  box?.focus();
  return box !== null;
}
