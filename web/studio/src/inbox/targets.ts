/** Which intents can be chosen, and what they and the groups of the inbox are called. */
import type { Language } from "@moien/kit/languages.ts";
import type { FileView } from "../api.ts";
import { nameOf } from "../list/filters.ts";
import { wordFor, type StudioWords } from "../studioWords.ts";
import type { InboxGroup, Target } from "./api.ts";

/** Twin of `Question` in contracts/names.py. */
export const QUESTIONS = ["about", "documents", "fee", "time", "place", "apply"] as const;
/** Twin of `ANY_SERVICE`: questions that name no service. */
const ANY_SERVICE = "question";

/** What intents without a service are put together under in the list of services. */
export const NO_SERVICE = "";

/** By service, `NO_SERVICE` last, the intents that can be chosen. */
export function byService(targets: readonly Target[]): Map<string, Target[]> {
  const found = new Map<string, Target[]>();
  for (const target of targets) {
    const service = target.service ?? NO_SERVICE;
    found.set(service, [...(found.get(service) ?? []), target]);
  }
  return found;
}

export function serviceName(files: readonly FileView[], service: string, language: Language): string {
  const file = files.find(({ path }) => path === `catalogue/${service}.yaml`);
  return file === undefined ? service : nameOf(file, language);
}

/** What an intent asks: of a service the question alone, of small talk its own name. */
export function intentName({ intent, service }: Omit<Target, "path">, words: StudioWords): string {
  const [before, question] = splitIntent(intent);
  if (question === null || (service === null && before !== ANY_SERVICE)) return wordFor(words.inbox.intent, intent);
  return service === null ? `${words.inbox.no_service} – ${words.field[question]}` : words.field[question];
}

function splitIntent(intent: string): [string, (typeof QUESTIONS)[number] | null] {
  const at = intent.lastIndexOf("_");
  const question = QUESTIONS.find((one) => one === intent.slice(at + 1)) ?? null;
  return [intent.slice(0, at), question];
}

/** What a group is about: a service, small talk, or texts that are only alike. */
export function groupName(
  { topic }: Pick<InboxGroup, "topic">,
  files: readonly FileView[],
  language: Language,
  words: StudioWords,
): string {
  if (topic === null) return words.inbox.alike;
  if (topic === ANY_SERVICE) return words.inbox.no_service;
  return Object.hasOwn(words.inbox.intent, topic)
    ? wordFor(words.inbox.intent, topic)
    : serviceName(files, topic, language);
}
