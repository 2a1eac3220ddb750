/** Asks before a switch is moved: what citizens read meanwhile in four languages, and until when. */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { LANGUAGES } from "@moien/kit/languages.ts";
import type { Outcome } from "@moien/kit/staff/calls.ts";
import { Dialog } from "@moien/kit/staff/Dialog.tsx";
import { missingIn, momentFrom, NoticeFields, UntilField, useUntil, type Notice } from "@moien/kit/staff/OffNotice.tsx";
import { fill } from "@moien/kit/words.ts";
import { SUPERVISION_WORDS, useSupervisionWords } from "./supervisionWords.ts";
import { switchOff, switchOn, type SwitchView, type Target } from "./switching.ts";

/** What somebody wants of a switch. */
export type Wish = { target: Target } & ({ act: "off" } | { act: "on" } | { act: "change"; off: SwitchView });

interface SwitchDialogProps {
  wish: Wish;
  done: () => void;
  closed: () => void;
  signedOut: () => void;
}

export function SwitchDialog({ wish, done, closed, signedOut }: SwitchDialogProps): JSX.Element {
  const { words, staff } = useSupervisionWords();
  const texts = words.switches;
  const [notice, setNotice] = useState<Notice>(() => ("off" in wish ? wish.off.notice : usualNotice(wish.target)));
  const until = useUntil("off" in wish ? wish.off.until : null);
  const [tried, setTried] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [refusal, setRefusal] = useState<{ detail?: string } | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const missing = missingIn(notice);
  const heading = { off: texts.off_heading, on: texts.on_heading, change: texts.change_heading }[wish.act];

  const send = async () => {
    setTried(true);
    const half = until.isHalf();
    if (wish.act !== "on" && (missing.length > 0 || half)) {
      // The fields are marked with the next render only.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
      return;
    }
    setWaiting(true);
    const outcome: Outcome<unknown> =
      wish.act === "on" ? await switchOn(wish.target) : await switchOff(wish.target, notice, momentFrom(until.value));
    setWaiting(false);
    if (outcome.done) done();
    else if (outcome.code === "signed_out") signedOut();
    else setRefusal(outcome);
  };

  return (
    <Dialog heading={fill(heading, { name: texts[wish.target] })} closed={closed} wide={wish.act !== "on"}>
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!waiting) void send();
        }}
      >
        {wish.act === "on" ? (
          <p>{fill(texts.switch_on_about, { name: texts[wish.target] })}</p>
        ) : (
          <>
            <p>{texts[`${wish.target}_about`]}</p>
            <NoticeFields
              legend={texts.notice}
              notice={notice}
              set={setNotice}
              missing={tried ? missing : []}
              problem={texts.notice_missing}
            />
            <UntilField label={texts.until_label} hint={texts.until_hint} problem={texts.until_half} until={until} />
          </>
        )}
        <div class="notice-bad" role="alert">
          {refusal !== null && <p>{staff.not_done}</p>}
          {refusal?.detail && <p lang="en">{refusal.detail}</p>}
        </div>
        <div class="dialog-acts">
          <button type="submit" class={wish.act === "off" ? "button danger" : "button main"} aria-disabled={waiting}>
            {{ off: texts.switch_off, on: texts.switch_on, change: texts.save }[wish.act]}
          </button>
          <button type="button" class="button" onClick={closed}>
            {texts.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** A notice to begin with, in the language of each citizen. */
function usualNotice(target: Target): Notice {
  return Object.fromEntries(
    LANGUAGES.map((code) => [code, SUPERVISION_WORDS[code].switches[`notice_${target}`]]),
  ) as Notice;
}
