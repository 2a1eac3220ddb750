/** The page of the switches: whether bot and language model are on, since when not and by whom, and what was lately. */
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { momentOf } from "@moien/kit/dates.ts";
import { NoticeTexts } from "@moien/kit/staff/OffNotice.tsx";
import { useLoaded } from "@moien/kit/staff/useLoaded.ts";
import { fill } from "@moien/kit/words.ts";
import { useSupervisionWords } from "./supervisionWords.ts";
import { SwitchDialog, type Wish } from "./SwitchDialog.tsx";
import { fetchSwitches, TARGETS, type SwitchList, type SwitchView, type Target } from "./switching.ts";

const EVERY = 5000;

interface SwitchboardProps {
  /** The session has ended. */
  signedOut: () => void;
}

export function Switchboard({ signedOut }: SwitchboardProps): JSX.Element {
  const { words, staff } = useSupervisionWords();
  const { value, standing, again } = useLoaded(fetchSwitches, signedOut, { every: EVERY });
  const [wish, setWish] = useState<Wish | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const texts = words.switches;
  const close = () => setWish(null);

  useEffect(() => {
    document.title = `${texts.heading} · Moien`;
  }, [texts]);
  useLayoutEffect(() => heading.current?.focus(), []);

  return (
    <section class="sheet">
      <div class="inside">
        <h1 ref={heading} tabIndex={-1}>
          {texts.heading}
        </h1>
        <p class="about">{texts.about}</p>
        <p class="about">{texts.services}</p>
        <p class="notice-bad" role="status">
          {standing === "failed" && staff.failed}
        </p>
        {value === null && standing === "loading" && <p class="about">{staff.loading}</p>}
        {value === null && standing === "failed" && (
          <button type="button" class="button" onClick={again}>
            {staff.try_again}
          </button>
        )}
        {value !== null &&
          TARGETS.map((target) => (
            <OneSwitch
              key={target}
              target={target}
              off={value.off.find((one) => one.target === target)}
              wish={setWish}
            />
          ))}
        {value !== null && value.past.length > 0 && <Past list={value} />}
      </div>
      {wish !== null && (
        <SwitchDialog
          wish={wish}
          done={() => {
            close();
            again();
          }}
          closed={close}
          signedOut={signedOut}
        />
      )}
    </section>
  );
}

interface OneSwitchProps {
  target: Target;
  /** How it is switched off; missing while it is on. */
  off: SwitchView | undefined;
  wish: (wish: Wish) => void;
}

function OneSwitch({ target, off, wish }: OneSwitchProps): JSX.Element {
  const { language, words } = useSupervisionWords();
  const texts = words.switches;
  const now = new Date();
  return (
    <article class="block switch">
      <h2>
        {texts[target]}
        <span class={off ? "tag bad" : "tag good"}>{off ? texts.off : texts.on}</span>
      </h2>
      <p class="about">{texts[`${target}_about`]}</p>
      {off && (
        <>
          <p>
            {fill(texts.since, { at: momentOf(language, off.since, now), name: off.switched_by })}{" "}
            {off.until === null ? texts.open_end : fill(texts.until, { at: momentOf(language, off.until, now) })}
          </p>
          <NoticeTexts notice={off.notice} />
        </>
      )}
      <div class="acts">
        {off ? (
          <>
            <button type="button" class="button main" onClick={() => wish({ act: "on", target })}>
              {texts.switch_on}
            </button>
            <button type="button" class="button" onClick={() => wish({ act: "change", target, off })}>
              {texts.change}
            </button>
          </>
        ) : (
          <button type="button" class="button danger" onClick={() => wish({ act: "off", target })}>
            {texts.switch_off}
          </button>
        )}
      </div>
    </article>
  );
}

function Past({ list }: { list: SwitchList }): JSX.Element {
  const { language, words } = useSupervisionWords();
  const texts = words.switches;
  const now = new Date();
  return (
    <>
      <h2 class="part">{texts.past}</h2>
      <ul class="past-switches">
        {list.past.map((one) => (
          <li key={`${one.target} ${one.since}`}>
            {fill(texts.past_line, {
              name: texts[one.target],
              since: momentOf(language, one.since, now),
              until: one.until === null ? "" : momentOf(language, one.until, now),
              who: one.switched_by,
            })}
          </li>
        ))}
      </ul>
    </>
  );
}
