/** What agents propose that the bot should know: the citizen's question and their answer. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { momentOf } from "@moien/kit/dates.ts";
import { fill } from "@moien/kit/words.ts";
import type { FileView } from "../api.ts";
import { Refused, type Refusal } from "../Refused.tsx";
import { useWords } from "../studioWords.ts";
import { ignoreProposal, type Proposal } from "./api.ts";
import { serviceName } from "./targets.ts";

interface ProposalsProps {
  proposals: readonly Proposal[];
  files: readonly FileView[];
  takeUp: (proposal: Proposal) => void;
  ignored: () => void;
  signedOut: () => void;
}

export function Proposals({ proposals, files, takeUp, ignored, signedOut }: ProposalsProps): JSX.Element {
  const { language, words } = useWords();
  const texts = words.inbox;
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const letGo = async (id: string) => {
    const outcome = await ignoreProposal(id);
    if (outcome.done) ignored();
    else if (outcome.code === "signed_out") signedOut();
    else setRefusal(outcome);
  };
  if (proposals.length === 0) return <p class="notice-plain">{texts.no_proposals}</p>;
  return (
    <>
      <Refused refusal={refusal} />
      {proposals.map((proposal) => (
        <article key={proposal.id} class="block proposal" aria-label={proposal.question}>
          <dl class="pairs">
            <div>
              <dt>{texts.asked}</dt>
              <dd lang={proposal.language}>{proposal.question}</dd>
            </div>
            <div>
              <dt>{texts.answered}</dt>
              <dd lang={proposal.language}>{proposal.answer}</dd>
            </div>
          </dl>
          <p class="about">
            {fill(texts.proposed_by, {
              name: proposal.agent,
              at: momentOf(language, proposal.created_at, new Date()),
            })}
            {proposal.service !== null && ` · ${serviceName(files, proposal.service, language)}`}
          </p>
          <div class="acts">
            <button type="button" class="button" onClick={() => takeUp(proposal)}>
              {texts.take_up}
            </button>
            <button type="button" class="button quiet" onClick={() => void letGo(proposal.id)}>
              {texts.ignore}
            </button>
          </div>
        </article>
      ))}
    </>
  );
}
