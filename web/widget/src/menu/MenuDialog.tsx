/** The dialogs of the panel's menu: the receipt code, and erasing, which is asked about first. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { writtenDay } from "@moien/kit/dates.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { fill } from "@moien/kit/words.ts";
import { useSpeech } from "../context.ts";
import { eraseConversation, fetchReceipt, type Receipt } from "../keeping.ts";
import type { Subject } from "./MenuList.tsx";

interface MenuDialogProps {
  subject: Subject;
  close: () => void;
}

export function MenuDialog({ subject, close }: MenuDialogProps): JSX.Element {
  const { words } = useSpeech();
  if (subject === "receipt") return <ReceiptCode close={close} />;
  if (subject === "erase") return <Erasing close={close} />;
  if (subject === "erase_all") return <Erasing all close={close} />;
  return (
    <Frame title={words.menu.failed_title} close={close}>
      <p>{words.menu.failed}</p>
    </Frame>
  );
}

interface FrameProps {
  title: string;
  close: () => void;
  /** Buttons before the one that closes. */
  choices?: ComponentChildren;
  closes?: string;
  children: ComponentChildren;
}

/** A dialog over the panel; Escape and the button close it. The focus begins at its title: nothing happens by mistake. */
function Frame({ title, close, choices, closes, children }: FrameProps): JSX.Element {
  const { words, language } = useSpeech();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    dialog.current?.showModal();
    heading.current?.focus();
  }, []);

  return (
    <dialog
      ref={dialog}
      class="menu-dialog"
      lang={language}
      aria-labelledby={`${id}title`}
      onClose={close}
      onKeyDown={(event) => {
        // The browser closes the dialog; the panel stays.
        if (event.key === "Escape") event.stopPropagation();
      }}
    >
      <h3 id={`${id}title`} ref={heading} tabIndex={-1}>
        {title}
      </h3>
      {children}
      <div class="decide">
        {choices}
        <button type="button" class="small" onClick={() => dialog.current?.close()}>
          {closes ?? words.menu.close}
        </button>
      </div>
    </dialog>
  );
}

function ReceiptCode({ close }: { close: () => void }): JSX.Element {
  const { session, words, kit, language } = useSpeech();
  const texts = words.menu.code;
  const [receipt, setReceipt] = useState<Receipt | "failed" | null>(null);
  const [copied, setCopied] = useState(false);
  const page = new URL("/receipt", session.server).href;

  useEffect(() => {
    void fetchReceipt(session.services.access(), session.view.peek().seq).then((got) => setReceipt(got ?? "failed"));
  }, [session]);

  const copy = async (code: string) => {
    try {
      await navigator.clipboard.writeText(code);
      setCopied(true);
    } catch {
      // The browser does not allow it: the code can still be selected.
    }
  };

  return (
    <Frame title={words.menu.receipt} close={close}>
      <p>{texts.intro}</p>
      <div role="status">
        {receipt === null && <p>{texts.loading}</p>}
        {receipt === "failed" && <p class="problem">{words.menu.failed}</p>}
        {receipt !== null && receipt !== "failed" && (
          <>
            <p class="receipt-code">
              {receipt.code.split("-").map((group) => (
                <span key={group}>{group}</span>
              ))}
            </p>
            <p>{fill(texts.until, { day: writtenDay(language, receipt.kept_until) })}</p>
          </>
        )}
      </div>
      {receipt !== null && receipt !== "failed" && (
        <button type="button" class="small" onClick={() => void copy(receipt.code)}>
          <Icon name={copied ? "check" : "copy"} />
          <span role="status">{copied ? texts.copied : texts.copy}</span>
        </button>
      )}
      <p>
        {texts.page}{" "}
        <a href={`${page}?lang=${language}`} target="_blank" rel="noopener">
          {page}
          <span class="unseen"> ({kit.source.new_tab})</span>
        </a>
      </p>
      <p class="hint">{texts.limits}</p>
    </Frame>
  );
}

/** `all`: every conversation in which the same citizen has logged in. */
function Erasing({ all, close }: { all?: boolean; close: () => void }): JSX.Element {
  const { session, words } = useSpeech();
  const texts = words.menu.erasing;
  const [state, setState] = useState<"asked" | "sent" | "failed" | "done">("asked");

  const erase = async () => {
    if (state === "sent") return;
    setState("sent");
    const erased = await eraseConversation(session.services.access(), all ? "all" : undefined);
    if (erased) session.beginAnew();
    setState(erased ? "done" : "failed");
  };

  if (state === "done") {
    return (
      <Frame key="done" title={all ? texts.done_all : texts.done} close={close}>
        <p>{texts.proof}</p>
      </Frame>
    );
  }
  return (
    <Frame
      title={all ? texts.question_all : texts.question}
      close={close}
      closes={texts.no}
      choices={
        <button type="button" class="small strong" aria-disabled={state === "sent"} onClick={() => void erase()}>
          {state === "sent" ? texts.sent : texts.yes}
        </button>
      }
    >
      {all && <p>{texts.which}</p>}
      <p>{texts.meaning}</p>
      <p class="problem" role="status">
        {state === "failed" && words.menu.failed}
      </p>
    </Frame>
  );
}
