/** The page of requests by letter: find what is kept about somebody, hand it out, erase it, and prove that. */
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { EraseDialog } from "./EraseDialog.tsx";
import { FoundPanel } from "./FoundPanel.tsx";
import { ProofPanel } from "./ProofPanel.tsx";
import { usePrivacyWords } from "./privacyWords.ts";
import type { Asked, Found, Proven } from "./requests.ts";
import { SearchForm } from "./SearchForm.tsx";

interface RequestsProps {
  /** The session has ended. */
  signedOut: () => void;
}

/** What was typed in lives here alone: whoever leaves the page, or erases, has it forgotten. */
export function Requests({ signedOut }: RequestsProps): JSX.Element {
  const { words } = usePrivacyWords();
  const [found, setFound] = useState<{ asked: Asked; conversations: Found[] } | null>(null);
  const [proven, setProven] = useState<Proven | null>(null);
  const [erasing, setErasing] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.title = `${words.heading} · Moien`;
  }, [words]);
  useLayoutEffect(() => {
    if (proven === null) heading.current?.focus();
  }, [proven]);

  return (
    <section class="sheet">
      <div class="inside">
        <h1 ref={heading} tabIndex={-1}>
          {words.heading}
        </h1>
        <p class="about">{words.about}</p>
        {proven === null ? (
          <>
            <SearchForm
              found={(asked, conversations) => setFound({ asked, conversations })}
              changed={() => setFound(null)}
              signedOut={signedOut}
            />
            {found && <FoundPanel {...found} erase={() => setErasing(true)} signedOut={signedOut} />}
          </>
        ) : (
          <ProofPanel proven={proven} again={() => setProven(null)} />
        )}
      </div>
      {found && erasing && (
        <EraseDialog
          {...found}
          erased={(result) => {
            setErasing(false);
            setFound(null);
            setProven(result);
          }}
          closed={() => setErasing(false)}
          signedOut={signedOut}
        />
      )}
    </section>
  );
}
