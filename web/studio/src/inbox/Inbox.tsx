/** The inbox: what the bot did not understand, what agents propose, which answers did not help. */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { useLoaded } from "@moien/kit/staff/useLoaded.ts";
import { fill, plural } from "@moien/kit/words.ts";
import { fetchFiles } from "../api.ts";
import { fileHash } from "../places.ts";
import { Sheet, Waiting } from "../Sheet.tsx";
import { useWords } from "../studioWords.ts";
import { fetchInbox, fetchProposals, fetchTargets, ignore } from "./api.ts";
import { AssignDialog, type Wanted } from "./AssignDialog.tsx";
import { putBeside } from "./carried.ts";
import { GroupBlock } from "./GroupBlock.tsx";
import { Proposals } from "./Proposals.tsx";
import { UnhelpfulTable } from "./UnhelpfulTable.tsx";

export function Inbox({ signedOut }: { signedOut: () => void }): JSX.Element {
  const { language, words } = useWords();
  const texts = words.inbox;
  const inbox = useLoaded(fetchInbox, signedOut, { every: 300_000 });
  const proposals = useLoaded(fetchProposals, signedOut, { every: 300_000 });
  const files = useLoaded(fetchFiles, signedOut);
  const targets = useLoaded(fetchTargets, signedOut);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const [said, setSaid] = useState<{ text: string; path: string | null } | null>(null);
  const status = useRef<HTMLParagraphElement>(null);

  const tell = (text: string, path: string | null = null) => {
    setSaid({ text, path });
    inbox.again();
    proposals.again();
    // What was settled goes, and the focus with it.
    requestAnimationFrame(() => status.current?.focus());
  };
  const assigned = (done: Wanted, path: string) => {
    setWanted(null);
    if (done.proposal === undefined) tell(texts.assigned, path);
    else {
      putBeside(path, done.proposal);
      location.hash = fileHash(path);
    }
  };

  const view = inbox.value;
  return (
    <Sheet heading={texts.heading} about={texts.about}>
      <p ref={status} class="notice-good said" role="status" tabIndex={-1}>
        {said !== null && (
          <>
            {said.text} {said.path && <a href={fileHash(said.path)}>{texts.open_draft}</a>}
          </>
        )}
      </p>
      <h2>{texts.missed}</h2>
      {view === null ? (
        <Waiting loaded={inbox} />
      ) : (
        <>
          <p class="about">
            {fill(texts.looked_at, { n: view.conversations, days: view.days })} {!view.complete && texts.latest_only}{" "}
            {fill(texts.least, { n: view.least })}
          </p>
          {view.groups.length === 0 && <p class="notice-plain">{texts.none_missed}</p>}
          {view.groups.map((group) => (
            <GroupBlock
              key={group.id}
              group={group}
              files={files.value ?? []}
              assign={(chosen) => setWanted({ intent: group.intent, texts: chosen })}
              ignore={async (keys) => {
                const outcome = await ignore(group.id, keys);
                if (outcome.done) tell(texts.ignored);
                else if (outcome.code === "signed_out") signedOut();
                return outcome;
              }}
            />
          ))}
          {view.hidden > 0 && <p class="about rest">{plural(language, view.hidden, texts.hidden)}</p>}
        </>
      )}
      <h2>{texts.proposals}</h2>
      {proposals.value === null ? (
        <Waiting loaded={proposals} />
      ) : (
        <Proposals
          proposals={proposals.value}
          files={files.value ?? []}
          takeUp={(proposal) => setWanted({ intent: null, texts: [], proposal })}
          ignored={() => tell(texts.ignored)}
          signedOut={signedOut}
        />
      )}
      <h2>{texts.unhelpful}</h2>
      {view !== null && <UnhelpfulTable answers={view.unhelpful} files={files.value ?? []} />}
      {wanted !== null && targets.value !== null && (
        <AssignDialog
          wanted={wanted}
          targets={targets.value}
          files={files.value ?? []}
          done={(path) => assigned(wanted, path)}
          closed={() => setWanted(null)}
          signedOut={signedOut}
        />
      )}
    </Sheet>
  );
}
