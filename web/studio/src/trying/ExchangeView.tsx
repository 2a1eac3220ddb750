/** One exchange in the talk: what was said, the way into the bot's inside, and what the bot answered. */
import type { JSX } from "preact";
import { Icon, type IconName } from "@moien/kit/Icon.tsx";
import { originData, Provenance, Sources, SummaryTable } from "@moien/kit/parts.tsx";
import { Markdown, PlainText } from "@moien/kit/Text.tsx";
import { fill } from "@moien/kit/words.ts";
import { Refused } from "../Refused.tsx";
import { useWords, type StudioWords } from "../studioWords.ts";
import type { Given } from "./calls.ts";
import { LoginCard } from "./LoginCard.tsx";
import type { Part, Tried } from "./schemas.ts";
import { percent, wayOf } from "./sight.ts";
import type { Exchange, Talk } from "./talk.ts";

interface ExchangeProps {
  talk: Talk;
  exchange: Exchange;
  /** The newest: its buttons may be pressed. */
  live: boolean;
  look: () => void;
}

export function ExchangeView({ talk, exchange, live, look }: ExchangeProps): JSX.Element {
  const { words, kit } = useWords();
  const { given, tried, refusal } = exchange;
  const chosen = talk.shown.value === exchange;
  const written = tried?.heard?.language;
  return (
    <li class={chosen ? "exchange chosen" : "exchange"}>
      <div class="said">
        <p class="unseen">{words.trying.you}</p>
        <div class={`bubble ${given.type}`} lang={written}>
          <SaidText given={given} />
        </div>
        {tried !== null && (
          <button type="button" class="way" aria-pressed={chosen} onClick={look}>
            <span class="unseen">{words.trying.inside}: </span>
            <WayText tried={tried} />
          </button>
        )}
      </div>
      {refusal !== null && (
        <div class="chat-failed">
          <Refused refusal={refusal} />
          <button type="button" class="button small" onClick={() => void talk.again(exchange.turn)}>
            <Icon name="refresh" />
            {words.trying.again}
          </button>
        </div>
      )}
      {tried !== null && (
        <div class="answered">
          <p class="unseen">{kit.assistant}</p>
          {tried.parts.length === 0 && tried.calls.length === 0 && <p class="about">{words.trying.quiet}</p>}
          {tried.parts.map((part, index) => (
            <PartView key={index} talk={talk} part={part} tried={tried} live={live} />
          ))}
          {tried.login !== null && <LoginCard talk={talk} live={live} />}
        </div>
      )}
    </li>
  );
}

const SIGNS: Partial<Record<Given["type"], IconName>> = { file: "document", login: "lock", call: "swap" };

function SaidText({ given }: { given: Given }): JSX.Element {
  const { words, kit } = useWords();
  const sign = SIGNS[given.type];
  if (given.type === "text") return <PlainText text={given.text} newTab={kit.source.new_tab} />;
  return (
    <p class="act">
      {sign && <Icon name={sign} />}
      {saidOf(given, words)}
    </p>
  );
}

function saidOf(given: Exclude<Given, { type: "text" }>, words: StudioWords): string {
  const { said, call } = words.trying;
  switch (given.type) {
    case "press":
      return given.title;
    case "file":
      return fill(said.file, { name: given.name });
    case "login":
      return said.login;
    case "call":
      return given.supposed ? fill(said.supposed, { outcome: call.state[given.supposed] }) : said.call;
  }
}

/** In a few words, what came of it: the way the understanding took, else what the bot asked for. */
function WayText({ tried }: { tried: Tried }): JSX.Element {
  const { language, words } = useWords();
  const { sight } = tried;
  if (sight === null) return <>{words.trying.inside}</>;
  const way = wayOf(sight, tried);
  return (
    <>
      {words.trying.way[way]}
      {way === "acted" && (
        <>
          {": "}
          <code>{sight.intent}</code> {percent(sight.confidence, language)}
        </>
      )}
    </>
  );
}

interface PartProps {
  talk: Talk;
  part: Part;
  tried: Tried;
  live: boolean;
}

function PartView({ talk, part, tried, live }: PartProps): JSX.Element {
  const { language, words, kit } = useWords();
  const usable = live && !talk.busy.value;
  return (
    <div class="part" {...originData(part.origin)}>
      <div class="bubble" lang={tried.language}>
        {part.field && (
          <p class="step" lang={language}>
            {fill(words.trying.step, { step: part.field.step, steps: part.field.steps })}
          </p>
        )}
        <Markdown text={part.text} newTab={kit.source.new_tab} />
        {part.summary.length > 0 && (
          <SummaryTable rows={part.summary} name={words.trying.summary} language={language} />
        )}
        {part.citations.length > 0 && (
          <Sources citations={part.citations} textLanguage={tried.language} language={language} />
        )}
        <Provenance item={{ origin: part.origin, model: part.model, code: null }} language={language} />
      </div>
      {part.buttons.length > 0 && (
        <ul class="chat-choices" aria-label={words.trying.choices} lang={tried.language}>
          {part.buttons.map((button, index) => (
            <li key={index}>
              <button
                type="button"
                class="button small"
                aria-disabled={!usable}
                onClick={() => usable && void talk.give({ type: "press", ...button })}
              >
                {button.title}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
