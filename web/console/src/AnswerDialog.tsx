/** Over the desk: how the answer with a code came about, or why that cannot be shown. */
import type { JSX } from "preact";
import { useCallback, useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "@moien/kit/Icon.tsx";
import { STAFF_WORDS } from "@moien/kit/staff/staffWords.ts";
import { fill } from "@moien/kit/words.ts";
import { AnswerRecord } from "./AnswerRecord.tsx";
import { fetchAnswer, type StoredAnswer } from "./answers.ts";
import { useWords } from "./consoleWords.ts";
import { useDesk } from "./context.ts";

export function AnswerDialog({ code }: { code: string }): JSX.Element {
  const desk = useDesk();
  const { language, words } = useWords();
  const [found, setFound] = useState<StoredAnswer | "loading" | "unknown" | "failed">("loading");
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  const { answer } = words;

  useLayoutEffect(() => {
    dialog.current?.showModal();
    heading.current?.focus();
  }, []);

  const load = useCallback(() => {
    setFound("loading");
    void fetchAnswer(code).then((result) => {
      if ("answer" in result) setFound(result.answer);
      else if (result.problem === "signed_out") desk.signedOut();
      else setFound(result.problem);
    });
  }, [code, desk]);

  useEffect(load, [load]);

  return (
    <dialog
      class="answer"
      ref={dialog}
      aria-labelledby={`${id}heading`}
      onClose={() => (desk.shownAnswer.value = null)}
    >
      <header>
        <h2 id={`${id}heading`} ref={heading} tabIndex={-1}>
          {fill(answer.heading, { code })}
        </h2>
        <button
          type="button"
          class="button"
          aria-label={answer.close}
          title={answer.close}
          onClick={() => dialog.current?.close()}
        >
          <Icon name="close" />
        </button>
      </header>
      <p role="status" class={found === "unknown" || found === "failed" ? "problem" : undefined}>
        {found === "loading"
          ? STAFF_WORDS[language].loading
          : typeof found === "string"
            ? fill(answer[found], { code })
            : answer.standing[found.record.answer.standing]}
      </p>
      {found === "failed" && (
        <button
          type="button"
          class="button"
          onClick={() => {
            heading.current?.focus();
            load();
          }}
        >
          {answer.again}
        </button>
      )}
      {typeof found === "object" && <AnswerRecord at={found.at} record={found.record} />}
    </dialog>
  );
}
