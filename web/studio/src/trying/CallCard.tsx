/** A call of an administration that the bot asked for: what would be sent, what came of it, and telling the bot. */
import type { JSX } from "preact";
import { Icon } from "@moien/kit/Icon.tsx";
import { useWords } from "../studioWords.ts";
import type { Supposed } from "./calls.ts";
import { Pairs } from "./Pairs.tsx";
import type { CallOutcome, WantedCall } from "./schemas.ts";
import type { Talk } from "./talk.ts";

const SUPPOSED: readonly Supposed[] = ["succeeded", "rejected", "failed"];

export function CallCard({ talk, call }: { talk: Talk; call: WantedCall }): JSX.Element {
  const { words } = useWords();
  const texts = words.trying.call;
  const { request } = call;
  const outcome = talk.calls.value.get(call.id)?.outcome ?? null;
  const told = talk.told.value.has(call.id);
  const fields = Object.entries(request.fields);
  return (
    <section class="try-card">
      <h3>
        <Icon name="swap" />
        {texts.heading}
      </h3>
      <Pairs
        pairs={[
          [texts.administration, <code key="administration">{request.operation.split(".")[0]}</code>],
          [texts.operation, <code key="operation">{request.operation}</code>],
          [texts.kind, texts.kinds[request.kind]],
        ]}
      />
      <h4>{texts.fields}</h4>
      {fields.length === 0 ? <p class="about">{texts.no_fields}</p> : <Pairs pairs={fields} />}
      {outcome === null ? (
        <p class="about" role="status">
          {texts.queued}
        </p>
      ) : (
        <Came outcome={outcome} />
      )}
      {told ? (
        <p class="told" role="status">
          <Icon name="check" />
          {texts.told}
        </p>
      ) : (
        outcome !== null &&
        outcome.result === null && <Suppose talk={talk} call={call} failed={outcome.prepared === null} />
      )}
    </section>
  );
}

function Came({ outcome }: { outcome: CallOutcome }): JSX.Element {
  const { words } = useWords();
  const texts = words.trying.call;
  const { prepared, result } = outcome;
  return (
    <>
      {prepared !== null && (
        <>
          <h4>{texts.prepared}</h4>
          <pre class="request" tabIndex={0} aria-label={texts.prepared}>
            <strong>{prepared.method}</strong> {prepared.path}
            {prepared.body !== null && `\n\n${prepared.body}`}
          </pre>
        </>
      )}
      {outcome.problem !== null && (
        <p class="notice-bad" lang="en">
          {outcome.problem}
        </p>
      )}
      <h4>{texts.outcome}</h4>
      <p class="about">{outcome.sent ? texts.sent : texts.not_sent}</p>
      {result !== null && (
        <>
          <p>
            <span class={result.state === "succeeded" ? "tag good" : "tag bad"}>{texts.state[result.state]}</span>
          </p>
          <Pairs
            pairs={[
              [texts.reference, result.reference],
              [texts.code, result.code === null ? null : <code key="code">{result.code}</code>],
              [texts.choices, result.options.length === 0 ? null : String(result.options.length)],
            ]}
          />
          {result.detail !== null && (
            <p class="about" lang="en">
              {result.detail}
            </p>
          )}
        </>
      )}
    </>
  );
}

interface SupposeProps {
  talk: Talk;
  call: WantedCall;
  /** It could not even be prepared: then it can only have failed. */
  failed: boolean;
}

function Suppose({ talk, call, failed }: SupposeProps): JSX.Element {
  const { words } = useWords();
  const texts = words.trying.call;
  return (
    <div class="suppose" role="group" aria-label={texts.suppose}>
      <p>{texts.suppose}</p>
      {SUPPOSED.filter((one) => !failed || one === "failed").map((one) => (
        <button key={one} type="button" class="button small" onClick={() => void talk.tell(call, one)}>
          {texts.state[one]}
        </button>
      ))}
    </div>
  );
}
