/** Asks before everything about somebody is erased: what goes, and what stays. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Dialog } from "@moien/kit/staff/Dialog.tsx";
import { plural } from "@moien/kit/words.ts";
import { KeptList } from "./KeptList.tsx";
import { refusalOf, usePrivacyWords } from "./privacyWords.ts";
import { eraseKept, MOST_AT_ONCE, sumOf, type Asked, type Found, type Proven } from "./requests.ts";

interface EraseDialogProps {
  asked: Asked;
  conversations: readonly Found[];
  erased: (proven: Proven) => void;
  closed: () => void;
  signedOut: () => void;
}

export function EraseDialog({ asked, conversations, erased, closed, signedOut }: EraseDialogProps): JSX.Element {
  const own = usePrivacyWords();
  const { language, words } = own;
  const texts = words.erase;
  const [waiting, setWaiting] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const isAll = conversations.length < MOST_AT_ONCE;

  const send = async () => {
    setWaiting(true);
    setRefusal(null);
    const outcome = await eraseKept(asked);
    setWaiting(false);
    if (outcome.done) erased(outcome.value);
    else if (outcome.code === "signed_out") signedOut();
    else setRefusal(refusalOf(own, outcome.code));
  };

  return (
    <Dialog
      heading={isAll ? plural(language, conversations.length, texts.heading) : texts.heading_all}
      closed={closed}
      wide
    >
      <div class="goes-and-stays">
        <section>
          <h3>{texts.goes}</h3>
          {isAll && <KeptList kept={sumOf(conversations)} />}
          <ul>
            {Object.entries(texts.going).map(([key, line]) => (
              <li key={key}>{line}</li>
            ))}
          </ul>
        </section>
        <section>
          <h3>{texts.stays}</h3>
          <ul>
            {Object.entries(texts.staying).map(([key, line]) => (
              <li key={key}>{line}</li>
            ))}
          </ul>
        </section>
      </div>
      <p class="final">{texts.final}</p>
      <p class="notice-bad" role="alert">
        {refusal}
      </p>
      <div class="dialog-acts">
        <button
          type="button"
          class="button danger"
          aria-disabled={waiting}
          onClick={() => {
            if (!waiting) void send();
          }}
        >
          {texts.yes}
        </button>
        <button type="button" class="button" onClick={closed}>
          {texts.no}
        </button>
      </div>
    </Dialog>
  );
}
