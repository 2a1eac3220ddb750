/** What an agent should know at a glance: the matter in a few lines, what the bot was asked, which pages were shown. */
import type { JSX } from "preact";
import { useCallback } from "preact/hooks";
import type { TicketView } from "@moien/kit/agentFrames.ts";
import { Icon, type IconName } from "@moien/kit/Icon.tsx";
import { Sources } from "@moien/kit/parts.tsx";
import { useLoaded } from "@moien/kit/staff/useLoaded.ts";
import { fill } from "@moien/kit/words.ts";
import { useDesk } from "../context.ts";
import { useAssist } from "./assist.ts";
import { useAssistWords } from "./assistWords.ts";
import type { BriefShown, OUTCOMES } from "./brief.ts";

type TriedOutcome = (typeof OUTCOMES)[number];

const ICONS: Record<TriedOutcome, IconName> = {
  answered: "check",
  related: "search",
  unknown: "close",
  form: "document",
  job: "send",
  small_talk: "chat",
  not_understood: "alert",
};

export function Brief({ ticket }: { ticket: Pick<TicketView, "ticket" | "state"> }): JSX.Element {
  const desk = useDesk();
  const assist = useAssist();
  const { language, texts } = useAssistWords();
  const { ticket: id, state } = ticket;
  const load = useCallback(() => assist.brief(id, state, language), [assist, id, state, language]);
  const { value, standing, again } = useLoaded(load, () => desk.signedOut());
  const working = standing === "loading" && value === null;
  return (
    <section class="brief" aria-busy={standing === "loading"} aria-label={texts.brief.heading}>
      <h3>{texts.brief.heading}</h3>
      <p class={working ? "about" : "unseen"} role="status">
        {standing === "loading" ? texts.brief.working : standing === "failed" && value !== null && texts.brief.failed}
      </p>
      {working && (
        <div class="skeleton" aria-hidden="true">
          <span />
          <span />
          <span />
        </div>
      )}
      {standing === "failed" && value === null && (
        <div class="brief-failed" role="alert">
          <p>{texts.brief.failed}</p>
          <button type="button" class="button small" onClick={again}>
            <Icon name="refresh" />
            {texts.again}
          </button>
        </div>
      )}
      {value && <Contents brief={value} />}
    </section>
  );
}

function Contents({ brief: { summary, tried, sources } }: { brief: BriefShown }): JSX.Element {
  const { language, texts } = useAssistWords();
  const { brief } = texts;
  const byModel = summary.model !== null;
  return (
    <>
      {summary.lines.length === 0 ? (
        <p class="empty">{brief.nothing}</p>
      ) : (
        <>
          <ul class={byModel ? "summary-lines" : "summary-lines quoted"} data-ai-generated={byModel || undefined}>
            {summary.lines.map((line, index) => (
              <li key={index}>{line}</li>
            ))}
          </ul>
          <p class="origin">
            <span class={byModel ? "by-ai" : undefined}>
              {summary.model === null ? brief.quoted : fill(brief.by_model, { model: summary.model })}
            </span>
          </p>
        </>
      )}
      {tried.length > 0 && (
        <>
          <h3>{brief.tried}</h3>
          <ol class="tried">
            {tried.map(({ question, outcome }, index) => (
              <li key={index}>
                <p>{question}</p>
                <p class={`outcome ${outcome}`}>
                  <Icon name={ICONS[outcome]} />
                  {brief.outcomes[outcome]}
                </p>
              </li>
            ))}
          </ol>
        </>
      )}
      {sources.length > 0 && (
        <>
          <h3>{brief.sources}</h3>
          <Sources citations={sources} textLanguage={language} language={language} />
        </>
      )}
    </>
  );
}
