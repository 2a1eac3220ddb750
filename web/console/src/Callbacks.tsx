/** Citizens who want to be called: their number, when and about what, and how the call went. */
import type { JSX } from "preact";
import type { CallbackView } from "@moien/kit/agentFrames.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { fill, plural } from "@moien/kit/words.ts";
import { useWords } from "./consoleWords.ts";
import { useDesk } from "./context.ts";
import { phoneText } from "./phone.ts";
import { serviceTitle } from "./ticket.ts";
import { Tongue } from "./Tongue.tsx";
import { useNow, waited } from "./waiting.ts";

export function Callbacks({ callbacks }: { callbacks: readonly CallbackView[] }): JSX.Element {
  const { words } = useWords();
  if (callbacks.length === 0) return <p class="empty">{words.callbacks.none}</p>;
  return (
    <ul>
      {callbacks.map((callback) => (
        <Callback key={callback.callback} callback={callback} />
      ))}
    </ul>
  );
}

function Callback({ callback }: { callback: CallbackView }): JSX.Element {
  const desk = useDesk();
  const { language, words } = useWords();
  const now = useNow();
  const texts = words.callbacks;
  const offline = desk.connection.value !== "ready";
  const number = phoneText(callback.phone);
  const end = (outcome: "done" | "again") => desk.act({ type: "end_callback", callback: callback.callback, outcome });
  return (
    <li class={callback.mine ? "ticket callback own" : "ticket callback"}>
      <div class="first">
        <Tongue language={callback.language} />
        <span class="service">
          {callback.service === null ? texts.no_service : serviceTitle(desk, callback.service, language)}
        </span>
        <span class="since">{waited(words.time, callback.asked_at, now)}</span>
      </div>
      {callback.mine ? (
        <a class="phone" href={`tel:${callback.phone}`}>
          <Icon name="phone" />
          {number}
        </a>
      ) : (
        <p class="phone">
          <Icon name="phone" />
          {number}
        </p>
      )}
      {callback.about !== "" && (
        <p class="last" lang={callback.language}>
          {callback.about}
        </p>
      )}
      <p class="marks">
        <span class="mark">{texts.when[callback.when]}</span>
        {callback.attempts > 0 && <span class="mark bad">{plural(language, callback.attempts, texts.attempts)}</span>}
        {callback.state === "claimed" && !callback.mine && callback.agent !== null && (
          <span class="mark">
            <Icon name="agent" />
            {callback.agent}
          </span>
        )}
      </p>
      <div class="row">
        {callback.state === "waiting" && (
          <button
            type="button"
            class="button main small"
            aria-disabled={offline}
            aria-label={fill(texts.claim_one, { number })}
            onClick={() => desk.act({ type: "claim_callback", callback: callback.callback })}
          >
            {texts.claim}
          </button>
        )}
        {callback.mine && (
          <>
            <button type="button" class="button main small" aria-disabled={offline} onClick={() => end("done")}>
              <Icon name="check" />
              {texts.done}
            </button>
            <button type="button" class="button small" aria-disabled={offline} onClick={() => end("again")}>
              {texts.again}
            </button>
          </>
        )}
        <button type="button" class="button quiet small" onClick={() => desk.select(callback.conversation)}>
          {texts.show}
        </button>
      </div>
    </li>
  );
}
