/** What is switched off as a whole: GET, PUT and DELETE /api/staff/switches. */
import * as v from "valibot";
import { call, nothing, type Outcome } from "@moien/kit/staff/calls.ts";
import { LANGUAGES } from "@moien/kit/languages.ts";
import type { Notice } from "@moien/kit/staff/OffNotice.tsx";

/** Twin of `Target` in channels/store/switches.py. */
export const TARGETS = ["bot", "llm"] as const;

export type Target = (typeof TARGETS)[number];

/** Twin of `SwitchView` in channels/switches/bodies.py. */
const view = v.object({
  target: v.picklist(TARGETS),
  notice: v.object(v.entriesFromList(LANGUAGES, v.string())),
  since: v.string(),
  /** Null where it is off until somebody switches it on. */
  until: v.nullable(v.string()),
  switched_by: v.string(),
});

const list = v.object({ off: v.array(view), past: v.array(view) });

export type SwitchView = v.InferOutput<typeof view>;
export type SwitchList = v.InferOutput<typeof list>;

const ADDRESS = "/api/staff/switches";

export async function fetchSwitches(): Promise<Outcome<SwitchList>> {
  return call(ADDRESS, list);
}

/** `until` as ISO 8601. */
export async function switchOff(target: Target, notice: Notice, until: string | null): Promise<Outcome<SwitchView>> {
  return call(`${ADDRESS}/${target}`, view, { method: "PUT", body: { notice, until } });
}

export async function switchOn(target: Target): Promise<Outcome<unknown>> {
  return call(`${ADDRESS}/${target}`, nothing, { method: "DELETE" });
}
