/** The chat itself: who speaks, the log, what is going on, and below it where to write. */
import type { JSX, RefObject } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { LANGUAGES, OWN_NAMES, type Language } from "@moien/kit/languages.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { errorText } from "@moien/kit/kitWords.ts";
import { Announcer } from "./Announcer.tsx";
import type { Writable } from "./Composer.tsx";
import { useSpeech } from "./context.ts";
import { Foot } from "./Foot.tsx";
import { Log } from "./Log.tsx";
import { LoggedIn } from "./LoggedIn.tsx";
import { Menu } from "./menu/Menu.tsx";
import { fitAboveKeyboard } from "./page.ts";

/** Milliseconds a lost connection may take to come back before the citizen is told. */
const PATIENCE = 1500;

/** Milliseconds for which the citizen reads that the connection is back. */
const BACK_SHOWS = 4000;

interface PanelProps {
  /** Name of the administration, until the gateway has said it. */
  name: string;
  shown: boolean;
  /** `modal` covers the page, which must not be reachable then; `page` is the whole page. */
  frame: "window" | "modal" | "page";
  /** Where the focus goes when the panel opens: the input, or the heading of a panel that covers the page. */
  focus: Writable;
  heading: RefObject<HTMLHeadingElement | null>;
  close: () => void;
}

export function Panel({ name, shown, frame, focus, heading, close }: PanelProps): JSX.Element {
  const { language } = useSpeech();
  const id = useId();
  const panel = useRef<HTMLElement>(null);

  const large = frame !== "window";
  useEffect(() => (large && shown && panel.current ? fitAboveKeyboard(panel.current) : undefined), [large, shown]);

  return (
    <section
      ref={panel}
      id="panel"
      class={`panel ${frame}`}
      hidden={!shown}
      role={frame === "page" ? "main" : "dialog"}
      aria-modal={frame === "page" ? undefined : frame === "modal"}
      aria-labelledby={`${id}name ${id}kind`}
      lang={language}
      onKeyDown={(event) => {
        if (event.key === "Escape" && frame !== "page") close();
      }}
    >
      <Header id={id} name={name} heading={heading} close={frame === "page" ? null : close} />
      <LoggedIn />
      <Log />
      <Announcer />
      <ConnectionStatus />
      <Problem />
      <Foot focus={focus} rescue={large ? heading : focus} />
    </section>
  );
}

interface HeaderProps extends Pick<PanelProps, "name" | "heading"> {
  id: string;
  /** Null where the panel cannot be closed. */
  close: (() => void) | null;
}

function Header({ id, name, heading, close }: HeaderProps): JSX.Element {
  const { session, words, kit, language } = useSpeech();
  const site = session.site.value;
  const Heading = close ? "h2" : "h1";
  return (
    <div class="head">
      <div class="who">
        <Heading id={`${id}name`} ref={heading} tabIndex={-1}>
          {site?.name[language] ?? name}
        </Heading>
        <p id={`${id}kind`}>{kit.assistant}</p>
      </div>
      <div class="language">
        <span aria-hidden="true">
          <Icon name="globe" />
          {language.toUpperCase()}
        </span>
        <label class="unseen" for={`${id}language`}>
          {words.choose_language} ({language.toUpperCase()})
        </label>
        <select
          id={`${id}language`}
          title={words.choose_language}
          value={language}
          onChange={(event) => session.chooseLanguage(event.currentTarget.value as Language)}
        >
          {(site?.languages ?? LANGUAGES).map((code) => (
            <option key={code} value={code} lang={code}>
              {OWN_NAMES[code]}
            </option>
          ))}
        </select>
      </div>
      <Menu />
      {close && (
        <button type="button" class="close" aria-label={words.close} title={words.close} onClick={close}>
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}

/** Calm words about the connection; a short gap is not worth any. */
function ConnectionStatus(): JSX.Element {
  const { session, words } = useSpeech();
  const { opening, lost, back } = words.connection;
  const ready = session.ready.value;
  const tries = session.linkState.value !== "idle";
  const wasReady = useRef(false);
  const [said, setSaid] = useState<"nothing" | "opening" | "lost" | "back">("nothing");

  useEffect(() => {
    const timers: ReturnType<typeof setTimeout>[] = [];
    const later = (time: number, what: typeof said) => timers.push(setTimeout(() => setSaid(what), time));
    if (ready) {
      wasReady.current = true;
      setSaid((before) => (before === "lost" ? "back" : "nothing"));
      later(BACK_SHOWS, "nothing");
    } else if (!tries) {
      setSaid("nothing");
    } else if (wasReady.current) {
      later(PATIENCE, "lost");
    } else {
      later(PATIENCE, "opening");
      later(3 * PATIENCE, "lost");
    }
    return () => timers.forEach(clearTimeout);
  }, [ready, tries]);

  const text = { nothing: "", opening, lost, back }[said];
  return (
    <p class={`connection ${said}`} role="status">
      {said === "lost" && <Icon name="wifiOff" />}
      {text !== "" && <span>{text}</span>}
    </p>
  );
}

/** A refusal that belongs to no message. */
function Problem(): JSX.Element {
  const { session, kit } = useSpeech();
  const code = session.problem.value;
  return (
    <p class={code === null ? "notice nothing" : "notice"} role="status">
      {code !== null && errorText(kit, code)}
    </p>
  );
}
