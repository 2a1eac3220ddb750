/** Answers of the gateway to whoever tries a draft. */
import type { CallView, DraftTrial, Sight, Tried, WantedCall } from "../../src/trying/schemas.ts";

export const TRIAL: DraftTrial = {
  id: "t1",
  state: "training",
  done: 40,
  impact: null,
  problem: null,
  asked_by: "Olga",
  asked_at: "2026-11-30T08:00:00Z",
  ended_at: null,
  paths: ["catalogue/passport.yaml"],
  review: null,
  mine: true,
  ready: false,
};

export const SIGHT: Sight = {
  intent: "passport_fee",
  confidence: 0.93,
  ranking: [
    { intent: "passport_fee", confidence: 0.93, needed: 0.6 },
    { intent: "id_card_fee", confidence: 0.04, needed: 0.6 },
  ],
  ask: 0.35,
  offered: [],
  entities: [{ entity: "date", value: "2026-12-01", start: 0, end: 4 }],
  milliseconds: 4.2,
};

export const TRIED: Tried = {
  parts: [
    {
      text: "It costs **50 €**.",
      origin: "rule",
      citations: [],
      buttons: [{ title: "Apply", intent: "passport_apply", entities: {} }],
      field: null,
      summary: [],
      code: null,
      model: null,
      login: null,
    },
  ],
  language: "en",
  reason: "page",
  identity: null,
  heard: {
    text: "What does it cost?",
    language: "en",
    confidence: 0.98,
    words: 4,
    greeting: false,
    other_language: null,
  },
  sight: SIGHT,
  search: null,
  calls: [],
  login: null,
  handover: null,
  milliseconds: 31,
};

export const CALL: WantedCall = {
  id: "c1",
  request: {
    service: "passport",
    operation: "commune.bookPassport",
    fields: { day: "2026-12-01" },
    kind: "file",
    field: null,
    claims: {},
  },
};

export const DONE: CallView = {
  id: "c1",
  state: "done",
  outcome: {
    prepared: { method: "POST", path: "/passports", body: '{"day": "2026-12-01"}' },
    sent: true,
    result: { state: "succeeded", reference: "P-1", code: null, detail: null, options: [] },
    problem: null,
  },
};
