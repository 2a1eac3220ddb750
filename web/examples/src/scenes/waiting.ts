/** Scenes with people: waiting for one, being called instead, an agent who writes, the end, and the connection. */
import type { Stage } from "../stage.ts";
import type { Scenes } from "./scene.ts";

const CLOSED = { open: false, opens_at: "2026-12-14T08:00:00+01:00", staffed: false, wait: null };

/** The citizen waits; `change` says where. */
async function wait(stage: Stage, change: object = {}): Promise<void> {
  await stage.begin();
  stage.owner({ owner: "queue" });
  stage.place(change);
  await stage.find(".waiting .place");
}

async function talk(stage: Stage): Promise<void> {
  await stage.begin();
  stage.owner({ owner: "agent", reason: "claimed", agent: "Alex" });
  stage.agent(stage.words.agent);
}

async function askForCall(stage: Stage): Promise<void> {
  await wait(stage, CLOSED);
  await stage.press(".ways .call");
  await stage.find(".callback");
}

async function end(stage: Stage): Promise<void> {
  await talk(stage);
  stage.owner({ owner: "closed", reason: "closed", agent: "Alex" });
  await stage.find(".score");
}

export const WAITING: Scenes = {
  queue: (stage) => wait(stage),
  "queue-next": (stage) => wait(stage, { ahead: 0, wait: null }),
  "queue-closed": (stage) => wait(stage, CLOSED),
  "queue-unstaffed": (stage) => wait(stage, { staffed: false }),
  "queue-helped": async (stage) => {
    await wait(stage);
    stage.owner({ owner: "queue", reason: "meanwhile", bot: true });
  },
  "queue-crisis": async (stage) => {
    await stage.begin();
    stage.owner({ owner: "queue", reason: "crisis" });
    stage.place({ ahead: 0 });
  },
  "call-back": askForCall,
  "call-back-refused": async (stage) => {
    await askForCall(stage);
    await stage.submit(".callback");
    await stage.find(".callback [aria-invalid=true]");
  },
  agent: talk,
  "agent-writes": async (stage) => {
    await talk(stage);
    stage.tell({ type: "typing" });
    await stage.find(".writing");
  },
  translated: async (stage) => {
    await talk(stage);
    const { original, original_language: language } = stage.words;
    const known = { fr: "fr", de: "de" } as const;
    stage.agent(stage.words.agent, {
      origin: "translated",
      original: { text: original, language: known[language as keyof typeof known] },
    });
    await stage.press(".translated button");
    await stage.find(".translated blockquote");
  },
  "agent-form": async (stage) => {
    await talk(stage);
    stage.owner({ owner: "agent", reason: "service_started", agent: "Alex", bot: true });
  },
  "given-back": async (stage) => {
    await talk(stage);
    stage.owner({ reason: "given_back" });
  },
  score: end,
  "score-missing": async (stage) => {
    await end(stage);
    await stage.submit(".score form");
    await stage.find(".score .problem:not(:empty)");
  },
  scored: async (stage) => {
    await end(stage);
    stage.rating(4);
  },
  connecting: async (stage) => {
    await stage.open();
    await stage.find(".connection.opening");
  },
  lost: async (stage) => {
    await stage.begin();
    stage.lose();
    await stage.find(".connection.lost");
  },
  "not-sent-yet": async (stage) => {
    await stage.begin();
    stage.lose();
    await stage.write(".box textarea", stage.words.wish);
    await stage.submit(".composer");
    await stage.find(".pending");
    await stage.find(".connection.lost");
  },
  "bot-away": async (stage) => {
    await stage.begin();
    stage.notice("bot_unavailable");
  },
  problem: async (stage) => {
    await stage.begin();
    stage.tell({ type: "error", code: "too_fast", detail: "" });
    await stage.find(".notice[role=status]:not(.nothing)");
  },
};
