/** Under an agent's own answer: proposing that the bot should have known it, once. */
import type { JSX } from "preact";
import { Icon } from "@moien/kit/Icon.tsx";
import { useAssist } from "./assist.ts";
import { useAssistWords } from "./assistWords.ts";

interface ProposeButtonProps {
  conversation: string;
  seq: number;
}

export function ProposeButton({ conversation, seq }: ProposeButtonProps): JSX.Element {
  const { proposals } = useAssist();
  const { proposal } = useAssistWords().texts;
  const standing = proposals.standing(conversation, seq);
  return (
    <div class="aside propose">
      {standing === "failed" && <span class="trouble">{proposal.failed}</span>}
      {standing === "proposed" ? (
        <p class="proposed">
          <Icon name="check" />
          {proposal.proposed}
        </p>
      ) : (
        <button
          type="button"
          class="text-button"
          title={proposal.about}
          aria-disabled={standing === "sending"}
          onClick={() => void proposals.propose(conversation, seq)}
        >
          {standing === "sending" ? proposal.sending : proposal.propose}
        </button>
      )}
    </div>
  );
}
