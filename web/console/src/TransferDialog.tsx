/** Passing a conversation on: one list of colleagues and queues that the keyboard searches, and a note for whoever gets it. */
import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { TicketView } from "@moien/kit/agentFrames.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { fill, plural } from "@moien/kit/words.ts";
import { useWords } from "./consoleWords.ts";
import { useDesk } from "./context.ts";
import { Dialog } from "@moien/kit/staff/Dialog.tsx";
import { errorText } from "@moien/kit/kitWords.ts";
import { Tongue } from "./Tongue.tsx";
import { transferTargets, type Target } from "./transferTargets.ts";
import { useWorkplace } from "./workplace.ts";

export function TransferDialog({ ticket }: { ticket: TicketView }): JSX.Element {
  const desk = useDesk();
  const { overlay } = useWorkplace();
  const { language, words, kit } = useWords();
  const texts = words.transfer;
  const [written, setWritten] = useState("");
  const [at, setAt] = useState(0);
  const [chosen, setChosen] = useState<Target | null>(null);
  const [note, setNote] = useState("");
  const noteBox = useRef<HTMLTextAreaElement>(null);
  const active = useRef<HTMLLIElement>(null);
  const id = useId();
  const targets = transferTargets(desk.state.value, ticket, language, written);
  const place = Math.min(at, targets.length - 1);
  const current = targets[place];
  const problem = desk.problem.value;
  const ready = chosen !== null && desk.leaving.value === null && desk.connection.value === "ready";

  useEffect(() => active.current?.scrollIntoView({ block: "nearest" }), [place]);

  const choose = (target: Target | undefined) => {
    if (target?.obstacle !== null) return;
    setChosen(target);
    noteBox.current?.focus();
  };
  const submit = () => {
    if (!ready) return;
    const to = { agent: null, queue: null, [chosen.kind]: chosen.id };
    desk.end({ type: "transfer", conversation: ticket.conversation, ...to, note: note.trim() });
  };

  return (
    <Dialog heading={texts.heading} closed={() => (overlay.value = null)}>
      <form
        class="transfer"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <label for={`${id}search`}>{texts.search}</label>
        <input
          id={`${id}search`}
          role="combobox"
          autofocus
          autoComplete="off"
          spellcheck={false}
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls={`${id}list`}
          aria-activedescendant={current && optionId(id, current)}
          value={written}
          onInput={(event) => {
            setWritten(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.key === "ArrowDown") setAt(Math.min(place + 1, targets.length - 1));
            else if (event.key === "ArrowUp") setAt(Math.max(place - 1, 0));
            else if (event.key === "Enter" && !event.isComposing) choose(current);
            else return;
            event.preventDefault();
          }}
        />
        <ul class="targets" id={`${id}list`} role="listbox" aria-label={texts.list}>
          {targets.map((target, index) => (
            <li
              key={optionId(id, target)}
              id={optionId(id, target)}
              ref={index === place ? active : null}
              role="option"
              class={index === place ? "target active" : "target"}
              aria-selected={chosen?.kind === target.kind && chosen.id === target.id}
              aria-disabled={target.obstacle !== null}
              onClick={() => {
                setAt(index);
                choose(target);
              }}
            >
              <TargetRow target={target} ticket={ticket} />
            </li>
          ))}
        </ul>
        <p role="status" class="about">
          {targets.length === 0 && texts.none}
        </p>
        <label for={`${id}note`}>{texts.note}</label>
        <textarea
          id={`${id}note`}
          ref={noteBox}
          rows={2}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            submit();
          }}
        />
        <p class="problem" role="alert">
          {problem !== null && problem !== "none_waiting" && errorText(kit, problem)}
        </p>
        <div class="row end">
          <button type="submit" class="button main" aria-disabled={!ready}>
            {chosen === null ? texts.choose : fill(texts.send, { name: chosen.name })}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function optionId(id: string, target: Target): string {
  return `${id}${target.kind}-${target.id}`;
}

function TargetRow({ target, ticket }: { target: Target; ticket: TicketView }): JSX.Element {
  const { language, words, kit } = useWords();
  const texts = words.transfer;
  const why = target.obstacle === null ? null : texts.obstacles[target.obstacle];
  if (target.kind === "queue") {
    const { queue } = target;
    return (
      <>
        <Icon name="chat" />
        <span class="name">
          {target.name} <span class="kind">{texts.queue}</span>
        </span>
        <span class="facts">
          {why ??
            (queue.open
              ? `${fill(texts.waiting, { n: queue.waiting })} · ${plural(language, queue.available, words.queue.available)}`
              : words.queue.closed)}
        </span>
      </>
    );
  }
  const { colleague } = target;
  const load = fill(texts.load, { n: colleague.conversations, max: colleague.capacity });
  return (
    <>
      <span class={`dot ${colleague.presence}`} aria-hidden="true" />
      <span class="name">
        {target.name}
        <span class="tongues">
          {colleague.languages.map((spoken) => (
            <Tongue key={spoken} language={spoken} />
          ))}
        </span>
      </span>
      <span class="facts">
        {why ?? (target.speaks ? load : fill(texts.not_spoken, { language: kit.language_names[ticket.language] }))}
      </span>
    </>
  );
}
