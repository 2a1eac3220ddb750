/** Scenes of what is said: texts, buttons, answers with their sources, and the bot at work. */
import type { Scenes } from "./scene.ts";

/** Messages in the long conversation. */
const MANY = 1000;

export const TALKING: Scenes = {
  closed: async (stage) => {
    await stage.find(".launcher");
  },
  first: async (stage) => stage.begin(),
  texts: async (stage) => {
    await stage.begin();
    stage.bot(stage.words.hello);
    stage.citizen(stage.words.wish);
    stage.bot(stage.words.steps);
    stage.citizen(stage.words.thanks);
  },
  "right-to-left": async (stage) => {
    await stage.begin();
    stage.citizen("مرحبا، أحتاج إلى شهادة إقامة (123).");
    stage.bot(stage.words.hello);
    stage.citizen("שלום, אני צריך תעודת תושבות.");
  },
  long: async (stage) => {
    await stage.begin();
    stage.citizen(stage.words.wish);
    stage.bot(stage.words.long);
  },
  "long-words": async (stage) => {
    await stage.begin();
    stage.citizen(`https://example.lu/${"long-address-".repeat(12)}`);
    stage.bot("Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz ".repeat(3));
  },
  buttons: async (stage) => {
    await stage.begin();
    const { really, yes, no, other } = stage.words;
    stage.bot(really, { buttons: [{ title: yes }, { title: no }, { title: other }] });
    await stage.find(".choice");
  },
  pressed: async (stage) => {
    await stage.begin();
    const { really, yes, no } = stage.words;
    stage.bot(really, { buttons: [{ title: yes }, { title: no }] });
    await stage.press(".choice");
    await stage.find(".chosen");
  },
  stale: async (stage) => {
    await stage.begin();
    const { really, yes, no, thanks, hello } = stage.words;
    stage.bot(really, { buttons: [{ title: yes }, { title: no }] });
    stage.citizen(thanks);
    stage.bot(hello);
  },
  "new-messages": async (stage) => {
    await stage.begin();
    for (let number = 0; number < 12; number += 1) stage.bot(stage.words.long);
    await stage.find('[data-seq="13"]');
    const log = await stage.find(".log");
    log.scrollTop = 300;
    log.dispatchEvent(new Event("scroll"));
    stage.bot(stage.words.hello);
    await stage.find(".new-messages");
  },
  thousand: async (stage) => {
    await stage.begin();
    for (let number = 0; number < MANY; number += 2) {
      stage.citizen(stage.words.wish);
      stage.bot(number % 3 === 0 ? stage.words.long : stage.words.steps);
    }
    await stage.find(`[data-seq="${MANY + 1}"]`);
  },
  sources: async (stage) => {
    await stage.begin();
    const { wish, quoted, source } = stage.words;
    const page = { link: "https://guichet.public.lu/", checked: "2026-03-05" };
    stage.citizen(wish);
    stage.bot(quoted, {
      origin: "retrieval",
      code: "K7QM-3X2P",
      citations: [
        { ...page, title: source, language: stage.language },
        { ...page, link: "https://example.lu/", title: "Certificat de résidence", language: "fr" },
      ],
    });
  },
  "written-by-ai": async (stage) => {
    await stage.begin();
    const { wish, quoted, source } = stage.words;
    const page = { link: "https://guichet.public.lu/", checked: "2026-03-05", language: stage.language };
    stage.citizen(wish);
    stage.bot(quoted, { origin: "llm", model: "Qwen3", code: "K7QM-3X2P", citations: [{ ...page, title: source }] });
    await stage.press(".rating button");
    stage.tell({ type: "pong" });
  },
  easy: async (stage) => {
    await stage.begin();
    stage.citizen(stage.words.wish);
    stage.bot(stage.words.quoted, { easy: stage.words.easy });
  },
  "assistant-writes": async (stage) => {
    await stage.begin();
    stage.citizen(stage.words.wish);
    stage.busy(null);
    await stage.find(".writing");
  },
  reading: async (stage) => {
    await stage.begin();
    stage.citizen(stage.words.wish);
    stage.busy("reading", 4);
    await stage.find(".writing");
  },
  "answer-is-written": async (stage) => {
    await stage.begin();
    stage.citizen(stage.words.wish);
    stage.busy("writing");
    await stage.find(".writing button");
  },
  "too-long": async (stage) => {
    await stage.begin();
    await stage.write(".box textarea", `${stage.words.long} `.repeat(12));
    await stage.find(".count.problem");
  },
  done: async (stage) => {
    await stage.begin();
    stage.citizen(stage.words.wish);
    stage.bot(stage.words.quoted);
    await stage.press(".actions .end");
    await stage.find(".score");
  },
  "start-over": async (stage) => {
    await stage.begin();
    await stage.press(".actions .small:last-child");
    await stage.find(".actions.asked");
  },
};
