/** What is taken along from the inbox to another page: sentences for a new service, a proposal beside its file. */
import type { Assign, Proposal } from "./api.ts";

export interface Carried {
  wish: Omit<Assign, "intent">;
  /** What is taken up by it: its answer needs a place in the new service. */
  proposal: Proposal | null;
}

/** Kept in the page only: what citizens wrote is not left in the browser. */
let forNew: Carried | null = null;
let beside: { path: string; proposal: Proposal } | null = null;

export function carryToNew(carried: Carried): void {
  forNew = carried;
}

export const carriedToNew = () => forNew;

export function dropCarried(): void {
  forNew = null;
}

export function putBeside(path: string, proposal: Proposal): void {
  beside = { path, proposal };
}

/** The proposal that was taken up into this file. */
export const besideOf = (path: string) => (beside?.path === path ? beside.proposal : null);

export function dropBeside(): void {
  beside = null;
}
