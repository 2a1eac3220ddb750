/** The log of a conversation folded into what a screen shows: a pure function over events, held to a gapless `seq`. */
import type { Language } from "./languages.ts";
import type { OwnerKind, ShownEvent, ShownMessage } from "./frames.ts";

type Data<K extends ShownEvent["data"]["kind"]> = Extract<ShownEvent["data"], { kind: K }>;

interface Placed {
  seq: number;
  /** UTC, ISO 8601. */
  at: string;
}

export interface MessageItem extends Placed, ShownMessage {
  /** The citizen's judgement; null while there is none. */
  helpful: boolean | null;
}

export type JobItem = Placed & Data<"job">;
export type Score = Data<"rating">["score"];
/** `rating`: what the citizen thought of the matter that ended here. */
export type OwnerItem = Placed & Data<"owner"> & { rating?: Score };
export type LineItem = OwnerItem | (Placed & (Data<"language"> | Data<"notice"> | Data<"identity"> | Data<"note">));
export type Item = MessageItem | JobItem | LineItem;

export interface View {
  /** `seq` of the last event folded in; 0 before the first. */
  readonly seq: number;
  readonly language: Language | null;
  readonly owner: OwnerKind;
  /** Display name of the agent who owns the conversation. */
  readonly agent: string | null;
  /** The bot answers although a person has been asked for: while the citizen waits, or inside a form. */
  readonly botHelps: boolean;
  /** Whether the citizen is logged in with an eID. */
  readonly loggedIn: boolean;
  /** `seq` of the event with which a person closed the matter, until a new one begins: what the citizen may rate. */
  readonly closedAt: number | null;
  /** What the citizen thought of the conversation with staff, 1 to 5; null while they have not said. */
  readonly rating: Score | null;
  /** In the order of the log; a job stands where it first appeared and carries its newest state. */
  readonly items: readonly Item[];
}

export const EMPTY_VIEW: View = {
  seq: 0,
  language: null,
  owner: "bot",
  agent: null,
  botHelps: false,
  loggedIn: false,
  closedAt: null,
  rating: null,
  items: [],
};

/** Events are missing between what the view holds and what arrived. */
export class GapError extends Error {
  override name = "GapError";

  constructor(
    readonly have: number,
    readonly got: number,
  ) {
    super(`events ${have + 1} to ${got - 1} are missing: ask for the log after ${have}`);
  }
}

/**
 * Fold one event in. An event that is already in the view changes nothing; one that leaves a gap throws GapError,
 * unless `gap` is "accept": a second look at the log has shown that the events between are not for this reader.
 */
export function fold(view: View, event: ShownEvent, gap: "refuse" | "accept" = "refuse"): View {
  if (event.seq <= view.seq) return view;
  if (event.seq > view.seq + 1 && gap === "refuse") throw new GapError(view.seq, event.seq);
  return { ...applied(view, event), seq: event.seq };
}

function applied(view: View, { seq, at, data }: ShownEvent): View {
  const place = { seq, at };
  switch (data.kind) {
    case "message":
      return { ...view, items: [...view.items, { ...data, ...place, helpful: null }] };
    case "job": {
      const known = view.items.some((item) => item.kind === "job" && item.job === data.job);
      const items = known
        ? view.items.map((item) => (item.kind === "job" && item.job === data.job ? { ...item, ...data } : item))
        : [...view.items, { ...data, ...place }];
      return { ...view, items };
    }
    case "feedback": {
      const judged = data.seq;
      return {
        ...view,
        items: view.items.map((item) =>
          item.kind === "message" && item.seq === judged ? { ...item, helpful: data.helpful } : item,
        ),
      };
    }
    case "owner":
      return {
        ...view,
        owner: data.owner,
        agent: data.agent,
        botHelps: data.bot,
        ...matter(view, data.owner, seq),
        items: [...view.items, { ...data, ...place }],
      };
    case "language":
      return { ...view, language: data.language, items: [...view.items, { ...data, ...place }] };
    case "identity":
      return { ...view, loggedIn: data.state === "logged_in", items: [...view.items, { ...data, ...place }] };
    case "rating":
      return {
        ...view,
        rating: data.score,
        items: view.items.map((item) =>
          item.kind === "owner" && item.seq === view.closedAt ? { ...item, rating: data.score } : item,
        ),
      };
    case "notice":
    case "note":
      return { ...view, items: [...view.items, { ...data, ...place }] };
  }
}

/** What there is to rate once `owner` answers: a matter that is closed under a person's hands; a new one is unrated. */
function matter(view: View, owner: OwnerKind, seq: number): Pick<View, "closedAt" | "rating"> {
  if (owner === "closed" && view.owner === "agent") return { closedAt: seq, rating: null };
  if (owner === "queue" || owner === "agent") return { closedAt: null, rating: null };
  return { closedAt: view.closedAt, rating: view.rating };
}

/**
 * The newest message of the bot that the citizen has not answered yet: only its buttons and its field prompt are live.
 * An older button would act on a step that has gone by. Null when only a person answers or there is nothing to answer.
 */
export function openQuestion(view: View): MessageItem | null {
  if (view.owner !== "bot" && view.owner !== "closed" && !view.botHelps) return null;
  for (let index = view.items.length - 1; index >= 0; index -= 1) {
    const item = view.items[index];
    if (item?.kind !== "message") continue;
    if (item.author === "citizen") return null;
    if (item.author === "bot" && (item.buttons.length > 0 || item.field !== null)) return item;
  }
  return null;
}
