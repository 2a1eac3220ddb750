/** Where the citizen gives the file that a form asks for: choose or drop, watch it go, call it off, read what is wrong. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { useFocusKept } from "@moien/kit/focusKept.ts";
import type { FieldPrompt } from "@moien/kit/frames.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { fill } from "@moien/kit/words.ts";
import type { Writable } from "../Composer.tsx";
import { useSpeech } from "../context.ts";
import { ACCEPTED, upload, wrongWith, type Upload, type UploadProblem } from "./uploading.ts";

interface FileFormProps {
  field: FieldPrompt;
  focus: Writable;
  /** The way to answer in free text instead. */
  children: ComponentChildren;
}

interface Sending {
  name: string;
  /** How much has been sent, in whole percent. */
  percent: number;
  cancel: () => void;
}

type Said = { problem: UploadProblem } | { done: string } | "cancelled" | null;

export function FileForm({ field, focus, children }: FileFormProps): JSX.Element {
  const { session, words } = useSpeech();
  const [sending, setSending] = useState<Sending | null>(null);
  const [said, setSaid] = useState<Said>(null);
  const [over, setOver] = useState(false);
  const underWay = useRef<Upload | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const id = useId();
  const texts = words.upload;
  useFocusKept(frame, () => focus.current ?? frame.current?.querySelector<HTMLElement>(".progress button") ?? null);

  // Whoever answers something else no longer wants the file to go.
  useEffect(() => () => underWay.current?.cancel(), []);

  const send = async (files: readonly File[]) => {
    const problem = wrongWith(files);
    const [file] = files;
    if (problem !== null || !file) {
      setSaid({ problem: problem ?? "several" });
      return;
    }
    const access = session.services.access();
    const sent =
      access &&
      upload(access, file, (share) =>
        setSending((before) => before && { ...before, percent: Math.floor(share * 100) }),
      );
    if (!sent) {
      setSaid({ problem: "failed" });
      return;
    }
    underWay.current = sent;
    setSaid(null);
    setSending({
      name: file.name,
      percent: 0,
      cancel: () => {
        sent.cancel();
        underWay.current = null;
        setSending(null);
        setSaid("cancelled");
      },
    });
    const result = await sent.done;
    underWay.current = null;
    setSending(null);
    if ("problem" in result) {
      setSaid(result);
      return;
    }
    setSaid({ done: result.document.name });
    session.services.attach(result.document);
  };

  const problem = said !== null && typeof said === "object" && "problem" in said ? texts.problem[said.problem] : null;
  return (
    <div class="composer file" ref={frame}>
      <div class="asked">
        <label id={`${id}label`} for={`${id}file`}>
          {field.label} <span class="unseen">{fill(words.step, { step: field.step, steps: field.steps })}</span>
        </label>
        {children}
      </div>
      {sending === null ? (
        <div
          class={over ? "drop over" : "drop"}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            void send([...(event.dataTransfer?.files ?? [])]);
          }}
        >
          <p>
            <span class="choose">
              <Icon name="upload" />
              <span id={`${id}choose`}>{texts.choose}</span>
              <input
                id={`${id}file`}
                ref={focus}
                type="file"
                accept={ACCEPTED}
                aria-labelledby={`${id}label ${id}choose`}
                aria-invalid={problem !== null || field.problem}
                aria-describedby={`${id}rules ${id}said`}
                onChange={(event) => {
                  const files = [...(event.currentTarget.files ?? [])];
                  event.currentTarget.value = ""; // The same file may be chosen again after it was refused.
                  if (files.length > 0) void send(files);
                }}
              />
            </span>{" "}
            <span class="or" aria-hidden="true">
              {texts.drop}
            </span>
          </p>
          <p id={`${id}rules`} class="rules">
            {texts.rules}
          </p>
        </div>
      ) : (
        <Progress sending={sending} />
      )}
      <p id={`${id}said`} class={problem === null ? "said" : "said problem"} role="status">
        {problem ??
          (sending !== null
            ? ""
            : said === "cancelled"
              ? texts.cancelled
              : said !== null && "done" in said
                ? fill(texts.done, { name: said.done })
                : "")}
      </p>
    </div>
  );
}

function Progress({ sending }: { sending: Sending }): JSX.Element {
  const { words } = useSpeech();
  const texts = words.upload;
  const name = fill(texts.sending, { name: sending.name });
  // All is sent, but the gateway still looks into the file.
  const checking = sending.percent >= 100;
  return (
    <div class="progress">
      <p>
        <span class="name">{name}</span>{" "}
        <span class="share">{checking ? texts.checking : fill(texts.percent, { n: sending.percent })}</span>
      </p>
      <div class="row">
        <progress aria-label={name} max={100} value={checking ? undefined : sending.percent} />
        <button type="button" class="small" onClick={sending.cancel}>
          <Icon name="close" />
          {texts.cancel}
        </button>
      </div>
    </div>
  );
}
