/** Starting a form for a citizen: which one, and what the agent knows already; the bot and the citizen do the rest. */
import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { TicketView } from "@moien/kit/agentFrames.ts";
import type { WatchedConversation } from "../conversation.ts";
import { useDesk } from "../context.ts";
import { useWords } from "../consoleWords.ts";
import { Dialog } from "@moien/kit/staff/Dialog.tsx";
import { errorText } from "@moien/kit/kitWords.ts";
import { useWorkplace } from "../workplace.ts";
import { useAssistWords } from "./assistWords.ts";
import { FormFields } from "./FormFields.tsx";
import { isCitizens, sentValue, shownValue, type ServiceForm } from "./forms.ts";
import { useForm } from "./useForm.ts";

interface ServiceDialogProps {
  conversation: WatchedConversation;
  ticket: TicketView | undefined;
}

export function ServiceDialog({ conversation, ticket }: ServiceDialogProps): JSX.Element {
  const desk = useDesk();
  const { overlay } = useWorkplace();
  const { texts } = useAssistWords();
  const hasForm = desk.catalogue.value?.services.some(({ id, has_form }) => has_form && id === ticket?.service);
  const [service, setService] = useState<string | null>(hasForm ? (ticket?.service ?? null) : null);
  const { form, failed, again } = useForm(service);
  const runs = conversation.view.value.botHelps;

  useEffect(() => {
    if (runs) overlay.value = null;
  }, [runs, overlay]);

  return (
    <Dialog heading={texts.service.heading} closed={() => (overlay.value = null)}>
      {service === null ? (
        <ServiceChoice choose={setService} />
      ) : failed ? (
        <div role="alert">
          <p>{texts.service.failed}</p>
          <div class="row">
            <button type="button" class="button" onClick={again}>
              {texts.again}
            </button>
            <button type="button" class="button" onClick={() => setService(null)}>
              {texts.service.other}
            </button>
          </div>
        </div>
      ) : (
        form && (
          <ServiceStart
            key={form.service}
            form={form}
            conversation={conversation}
            known={ticket?.fields ?? {}}
            other={() => setService(null)}
          />
        )
      )}
    </Dialog>
  );
}

function ServiceChoice({ choose }: { choose: (service: string) => void }): JSX.Element {
  const desk = useDesk();
  const { language, texts } = useAssistWords();
  const [sought, setSought] = useState("");
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const active = useRef<HTMLLIElement>(null);
  const id = useId();
  const words = plain(sought).split(/\s+/);
  const services = (desk.catalogue.value?.services ?? [])
    .filter(({ has_form, title }) => has_form && words.every((word) => plain(title[language]).includes(word)))
    .sort((a, b) => a.title[language].localeCompare(b.title[language]));
  const place = Math.min(at, services.length - 1);
  const current = services[place];

  useEffect(() => input.current?.focus(), []);
  useEffect(() => active.current?.scrollIntoView({ block: "nearest" }), [place]);

  return (
    <div class="service-choice">
      <label for={`${id}search`}>{texts.service.search}</label>
      <input
        id={`${id}search`}
        ref={input}
        autofocus
        role="combobox"
        autoComplete="off"
        spellcheck={false}
        aria-expanded="true"
        aria-autocomplete="list"
        aria-controls={`${id}list`}
        aria-activedescendant={current && `${id}${current.id}`}
        value={sought}
        onInput={(event) => {
          setSought(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") setAt(Math.min(place + 1, services.length - 1));
          else if (event.key === "ArrowUp") setAt(Math.max(place - 1, 0));
          else if (event.key === "Enter" && !event.isComposing) {
            if (current) choose(current.id);
          } else return;
          event.preventDefault();
        }}
      />
      <ul class="targets" id={`${id}list`} role="listbox" aria-label={texts.service.list}>
        {services.map((service, index) => (
          <li
            key={service.id}
            id={`${id}${service.id}`}
            ref={index === place ? active : null}
            role="option"
            class={index === place ? "target active" : "target"}
            aria-selected={index === place}
            onClick={() => choose(service.id)}
          >
            {service.title[language]}
          </li>
        ))}
      </ul>
      <p class="about" role="status">
        {services.length === 0 && texts.service.none}
      </p>
    </div>
  );
}

interface ServiceStartProps {
  form: ServiceForm;
  conversation: WatchedConversation;
  /** What has been collected already, by name of the field. */
  known: Readonly<Record<string, string>>;
  other: () => void;
}

function ServiceStart({ form, conversation, known, other }: ServiceStartProps): JSX.Element {
  const desk = useDesk();
  const { kit } = useWords();
  const { language, texts } = useAssistWords();
  const own = form.fields.filter((field) => !isCitizens(field));
  const [values, setValues] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(own.map((field) => [field.name, shownValue(field, known[field.name] ?? "")])),
  );
  const [sent, setSent] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const problem = desk.problem.value;
  const ready = desk.connection.value === "ready" && (!sent || problem !== null);

  useEffect(() => heading.current?.focus(), []);

  const start = () => {
    if (!ready) return;
    const given = own.map((field): [string, string] => [field.name, sentValue(field, values[field.name] ?? "")]);
    const fields = Object.fromEntries(given.filter(([, value]) => value !== ""));
    setSent(desk.act({ type: "start_service", conversation: conversation.id, service: form.service, fields }));
  };

  return (
    <form
      class="service-start"
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <div class="service-title">
        <h3 ref={heading} tabIndex={-1}>
          {form.title[language]}
        </h3>
        <button type="button" class="text-button" onClick={other}>
          {texts.service.other}
        </button>
      </div>
      <p class="about">{texts.service.about}</p>
      <FormFields
        form={form}
        values={values}
        set={(name, value) => setValues((before) => ({ ...before, [name]: value }))}
      />
      <p class="problem" role="alert">
        {problem !== null && problem !== "none_waiting" && errorText(kit, problem)}
      </p>
      <div class="row end">
        <button type="submit" class="button main" aria-disabled={!ready}>
          {sent && problem === null ? texts.service.starting : texts.service.start}
        </button>
      </div>
    </form>
  );
}

function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .trim()
    .toLowerCase();
}
