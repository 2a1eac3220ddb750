/** What the service owners have set for the desk: queues, wrap-up codes, canned replies, services. */
import * as v from "valibot";
import { call, type Outcome } from "@moien/kit/staff/calls.ts";

const texts = v.object({ lb: v.string(), fr: v.string(), de: v.string(), en: v.string() });

/** Twin of what GET /api/staff/desk/settings answers (channels/desk). */
const catalogue = v.object({
  queues: v.array(v.object({ id: v.string(), name: texts })),
  wrap_up: v.array(v.object({ id: v.string(), label: texts })),
  replies: v.array(
    v.object({ id: v.string(), shortcut: v.string(), service: v.nullish(v.string(), null), text: texts }),
  ),
  services: v.array(v.object({ id: v.string(), title: texts, has_form: v.boolean() })),
});

export type DeskCatalogue = v.InferOutput<typeof catalogue>;

export function fetchDeskCatalogue(): Promise<Outcome<DeskCatalogue>> {
  return call("/api/staff/desk/settings", catalogue);
}
