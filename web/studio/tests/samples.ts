/** Files and answers of the gateway for tests. */
import type { Checked, FileText, FileView, ReviewView } from "../src/api.ts";

export const CHECKED: Checked = { problems: [], elsewhere: [], values: { a: "1" }, lines: { "/a": 1 } };

export const FILE: FileText = {
  path: "catalogue/passport.yaml",
  kind: "service",
  text: "a: 1\n",
  live: "a: 1\n",
  revision: 3,
  changed_by: null,
  changed_at: null,
  editors: [],
  checked: CHECKED,
};

export const LISTED: FileView = {
  path: "catalogue/passport.yaml",
  kind: "service",
  title: { lb: "Pass", fr: "Passeport", de: "", en: "Passport" },
  administration: { lb: "Biergercenter", fr: "", de: "", en: "" },
  checked: "2026-11-05",
  has_form: false,
  examples: { lb: 12, fr: 11, de: 0, en: 10 },
  health: { lb: 0.95, fr: 0.9, de: 0.75 },
  problems: 1,
  state: "draft",
  changed_by: "Sam Weber",
  changed_at: "2026-11-29T08:00:00Z",
  in_review: null,
};

export const REVIEW: ReviewView = {
  id: "r1",
  title: "A new fee",
  state: "waiting",
  paths: [FILE.path],
  files: [{ path: FILE.path, before: "a: 1\n", after: "a: 2\n" }],
  submitted_by: "Sam Weber",
  submitted_at: "2026-11-29T08:00:00Z",
  mine: false,
  decided_by: null,
  decided_at: null,
  note: "",
  override: "",
  publish_at: null,
  trial: {
    id: "t1",
    state: "succeeded",
    done: 100,
    impact: {
      languages: { fr: { before: 0.94, after: 0.91, sentences: 420, worse: true } },
      changed: [
        {
          language: "fr",
          text: "combien coûte",
          source: "test",
          expected: "fee",
          before: "fee",
          after: "about",
          verdict: "worse",
        },
      ],
      replayed: 100,
      seconds: 60,
      blocked: true,
      counted: [],
      conversations: [
        {
          path: "tests/passport.yaml",
          name: "from the wish to the fee",
          language: "lb",
          service: "passport",
          turn: 2,
          problem: "expected answer: passport_fee; came nothing",
        },
        {
          path: "tests/passport.yaml",
          name: "from the wish to the fee",
          language: "fr",
          service: "passport",
          turn: 0,
          problem: "",
        },
      ],
    },
    problem: null,
    asked_by: "Sam Weber",
    asked_at: "2026-11-29T08:00:00Z",
    ended_at: "2026-11-29T08:01:00Z",
  },
};
