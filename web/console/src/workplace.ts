/** What belongs to the whole page of an agent: the desk, what lies over it, and what is switched on at this device. */
import { signal, type Signal } from "@moien/kit/signals.ts";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Account } from "@moien/kit/staff/account.ts";
import { Alerts } from "./alerts.ts";
import type { Desk } from "./desk.ts";
import { storedSwitches, type Switches } from "./switches.ts";

/** What lies over the page, one at a time. */
export type Overlay = "transfer" | "wrap_up" | "service" | "help" | "settings" | "presence";

export interface Workplace {
  /** Whoever is signed in. */
  account: Signal<Account | null>;
  /** Their desk; null for those who have none. */
  desk: Signal<Desk | null>;
  overlay: Signal<Overlay | null>;
  switches: Switches;
  alerts: Alerts;
}

export function newWorkplace(): Workplace {
  const switches = storedSwitches();
  return { account: signal(null), desk: signal(null), overlay: signal(null), switches, alerts: new Alerts(switches) };
}

/** Open what lies over the page; an old refusal is not shown in it. */
export function open({ desk, overlay }: Workplace, which: Overlay): void {
  if (desk.value) desk.value.problem.value = null;
  overlay.value = which;
}

export const WorkplaceContext = createContext<Workplace | null>(null);

export function useWorkplace(): Workplace {
  const workplace = useContext(WorkplaceContext);
  if (!workplace) throw new Error("a component of the console stands outside WorkplaceContext");
  return workplace;
}
