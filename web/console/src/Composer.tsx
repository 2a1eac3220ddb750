/** The box of the agent: a reply for the citizen, as it is or translated, with files; or a note that only staff see. */
import type { JSX, RefObject } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { useAssist } from "./assist/assist.ts";
import { useAssistWords } from "./assist/assistWords.ts";
import { ReplyPicker } from "./assist/ReplyPicker.tsx";
import { ServiceDialog } from "./assist/ServiceDialog.tsx";
import { ServiceLine } from "./assist/ServiceLine.tsx";
import { Tools } from "./assist/Tools.tsx";
import { TranslationPanel } from "./assist/TranslationPanel.tsx";
import { UploadList } from "./assist/UploadList.tsx";
import { useAssistKeys } from "./assist/useAssistKeys.ts";
import { useFileDrop } from "./assist/useFileDrop.ts";
import { useReplyBox } from "./assist/useReplyBox.ts";
import { useReplying, type Kind } from "./assist/useReplying.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { fill } from "@moien/kit/words.ts";
import { useWords } from "./consoleWords.ts";
import { useDesk } from "./context.ts";
import type { WatchedConversation } from "./conversation.ts";
import { useLastTicket } from "./ticket.ts";
import { open, useWorkplace } from "./workplace.ts";

interface ComposerProps {
  conversation: WatchedConversation;
  heading: RefObject<HTMLHeadingElement | null>;
}

export function Composer({ conversation, heading }: ComposerProps): JSX.Element {
  const desk = useDesk();
  const assist = useAssist();
  const workplace = useWorkplace();
  const { words, kit } = useWords();
  const { texts } = useAssistWords();
  const [kind, setKind] = useState<Kind>("reply");
  const [picking, setPicking] = useState(false);
  const frame = useRef<HTMLFormElement>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const translation = useRef<HTMLTextAreaElement>(null);
  const chooseFile = useRef<(() => void) | null>(null);
  const id = useId();
  const { composer } = words;
  const ticket = useLastTicket(desk, conversation.id);
  const replying = useReplying(conversation, kind);
  const { text, write, tongue, writing, uploads, translates, fits } = replying;
  const { remember, insert } = useReplyBox(box, text, write);
  const { botHelps } = conversation.view.value;
  const isReply = kind === "reply";
  const written = isReply ? writing.written.value : null;
  const into = kit.language_names[tongue];
  const attach = (files: File[]) => {
    setKind("reply");
    uploads.add(files);
    box.current?.focus();
  };
  const { over, handlers } = useFileDrop(attach);

  // Whoever may answer begins in the box, unless the focus has gone somewhere else on purpose.
  useEffect(() => {
    const { activeElement } = document;
    if (activeElement === document.body || activeElement === heading.current) box.current?.focus();
  }, [heading]);

  useEffect(() => {
    void assist.refresh();
  }, [assist, conversation]);

  const send = () => {
    if (replying.send()) box.current?.focus();
  };
  const pick = () => {
    remember();
    setPicking(true);
  };
  const hasReplies = (desk.catalogue.value?.replies.length ?? 0) > 0;
  const acts = isReply
    ? {
        ...(hasReplies && { replies: pick }),
        attach: () => chooseFile.current?.(),
        ...(!botHelps && { service: () => open(workplace, "service") }),
        ...(replying.serves && {
          translate: () => {
            if (translates) writing.giveUp();
            else writing.chosen.value = true;
          },
        }),
      }
    : {};
  useAssistKeys(frame, acts);

  return (
    <>
      <form
        ref={frame}
        class={`composer ${kind}${over ? " over" : ""}`}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
        {...handlers}
      >
        {picking && isReply && (
          <ReplyPicker
            conversation={conversation}
            ticket={ticket}
            tongue={tongue}
            insert={(reply, language) => {
              setPicking(false);
              replying.chosen(language);
              insert(reply);
            }}
            close={(typed = "") => {
              setPicking(false);
              insert(typed);
            }}
          />
        )}
        <div class="composer-inside">
          {botHelps && <ServiceLine conversation={conversation.id} rescue={() => box.current?.focus()} />}
          <fieldset>
            <legend class="unseen">{composer.kind}</legend>
            {(["reply", "note"] as const).map((option) => (
              <label key={option} class={option === kind ? "chosen" : undefined}>
                <input
                  type="radio"
                  name={`${id}kind`}
                  value={option}
                  checked={option === kind}
                  onChange={() => setKind(option)}
                />
                {composer[option]}
              </label>
            ))}
          </fieldset>
          {replying.unserved && (
            <p class="unserved">
              {fill(texts.writing.none, { language: into })}{" "}
              {hasReplies && (
                <button type="button" class="text-button" onClick={pick}>
                  {fill(texts.writing.instead, { language: into })}
                </button>
              )}
            </p>
          )}
          <label class="unseen" for={`${id}text`}>
            {isReply ? composer.reply_label : composer.note_label}
          </label>
          <p class="unseen" id={`${id}keys`}>
            {composer.keys} {isReply && hasReplies && texts.replies.hint} {replying.serves && texts.writing.keys}
          </p>
          <textarea
            id={`${id}text`}
            ref={box}
            rows={written && translates ? 2 : 3}
            lang={isReply ? (translates ? replying.language : tongue) : undefined}
            value={text}
            placeholder={isReply ? composer.reply_label : composer.note_label}
            aria-describedby={`${id}keys ${id}state`}
            aria-invalid={replying.problem !== null}
            onInput={(event) => {
              write(event.currentTarget.value);
              if (isReply) desk.typing(conversation.id);
            }}
            onBeforeInput={(event) => {
              if (!isReply || !hasReplies || !opensReplies(event)) return;
              event.preventDefault();
              pick();
            }}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
              event.preventDefault();
              if ((event.ctrlKey || event.metaKey) && replying.translatable) replying.translate();
              else send();
            }}
          />
          {isReply && <UploadList uploads={uploads} rescue={() => box.current?.focus()} />}
          {written && translates && (
            <TranslationPanel
              writing={writing}
              written={written}
              stale={replying.stale}
              box={translation}
              again={replying.translate}
              send={send}
            />
          )}
          <div class="row">
            <Tools
              acts={acts}
              translation={{ label: fill(texts.tools.translate, { language: into }), on: translates }}
              picking={picking}
              attach={attach}
              chooser={chooseFile}
            />
            <p id={`${id}state`} class={replying.problem === null ? undefined : "problem"} role="status">
              {replying.problem ?? replying.state}
            </p>
            {translates && written === null && text.trim() !== "" && (
              <button
                type="button"
                class="button small quiet"
                onClick={() => {
                  if (replying.sendPlain()) box.current?.focus();
                }}
              >
                {texts.writing.plain}
              </button>
            )}
            <button type="submit" class="button main" aria-disabled={!replying.sendable}>
              {!isReply
                ? composer.keep
                : !translates || text.trim() === ""
                  ? composer.send
                  : fits
                    ? texts.writing.send
                    : texts.writing.translate}
            </button>
          </div>
        </div>
        {over && (
          <div class="drop-here" aria-hidden="true">
            <Icon name="clip" />
            <p>{texts.upload.drop}</p>
            <p>{texts.upload.rules}</p>
          </div>
        )}
      </form>
      {workplace.overlay.value === "service" && <ServiceDialog conversation={conversation} ticket={ticket} />}
    </>
  );
}

/** A slash where a word begins; within a word, as in a date, it is a slash. */
function opensReplies(event: InputEvent & { currentTarget: HTMLTextAreaElement }): boolean {
  const { selectionStart, value } = event.currentTarget;
  return (
    event.data === "/" && !event.isComposing && (selectionStart === 0 || /\s/.test(value[selectionStart - 1] ?? ""))
  );
}
