/** Services that are offline for a while: which, with which notice, until when; and the switch for others. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { momentOf } from "@moien/kit/dates.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import type { Account } from "@moien/kit/staff/account.ts";
import { NoticeTexts } from "@moien/kit/staff/OffNotice.tsx";
import { useLoaded } from "@moien/kit/staff/useLoaded.ts";
import { fill } from "@moien/kit/words.ts";
import { fetchFiles, fetchPauses, resumeService, type FileView, type PauseView } from "../api.ts";
import { Confirm } from "../file/FileDialogs.tsx";
import { nameOf } from "../list/filters.ts";
import { Sheet, Waiting } from "../Sheet.tsx";
import { useWords } from "../studioWords.ts";
import { PauseDialog } from "./PauseDialog.tsx";

interface PausesProps {
  account: Account;
  signedOut: () => void;
}

export function Pauses({ account, signedOut }: PausesProps): JSX.Element {
  const { language, words } = useWords();
  const pauses = useLoaded(fetchPauses, signedOut, { every: 20_000 });
  const files = useLoaded(fetchFiles, signedOut);
  const publisher = account.roles.includes("publisher");
  const [asked, setAsked] = useState<{ pause: PauseView | null } | { resume: PauseView } | null>(null);
  const services = (files.value ?? []).filter(({ kind, state }) => kind === "service" && state !== "new");
  const close = () => setAsked(null);
  const done = () => {
    close();
    pauses.again();
  };
  return (
    <Sheet
      heading={words.pauses.heading}
      about={words.pauses.about}
      acts={
        publisher && (
          <button type="button" class="button main" onClick={() => setAsked({ pause: null })}>
            {words.pauses.add}
          </button>
        )
      }
    >
      {pauses.value === null ? (
        <Waiting loaded={pauses} />
      ) : pauses.value.length === 0 ? (
        <p class="notice-plain">{words.pauses.none}</p>
      ) : (
        pauses.value.map((pause) => (
          <article key={pause.service} class="block pause">
            <h2>
              {serviceName(services, pause.service, language)}
              <span class="tag bad">{words.state.paused}</span>
            </h2>
            <p class="about">
              {fill(words.pauses.since, { at: momentOf(language, pause.since, new Date()), name: pause.paused_by })}{" "}
              {pause.until === null
                ? words.pauses.open_end
                : fill(words.pauses.until, { at: momentOf(language, pause.until, new Date()) })}
            </p>
            <NoticeTexts notice={pause.notice} />
            {publisher && (
              <div class="acts">
                <button type="button" class="button" onClick={() => setAsked({ resume: pause })}>
                  <Icon name="undo" />
                  {words.pauses.resume}
                </button>
                <button type="button" class="button quiet" onClick={() => setAsked({ pause })}>
                  {words.pauses.change}
                </button>
              </div>
            )}
          </article>
        ))
      )}
      {asked !== null && "pause" in asked && (
        <PauseDialog pause={asked.pause} services={services} done={done} closed={close} signedOut={signedOut} />
      )}
      {asked !== null && "resume" in asked && (
        <Confirm
          heading={words.pauses.resume}
          about={fill(words.pauses.resume_about, { name: serviceName(services, asked.resume.service, language) })}
          act={words.pauses.resume}
          confirmed={() => resumeService(asked.resume.service)}
          done={done}
          closed={close}
          signedOut={signedOut}
        />
      )}
    </Sheet>
  );
}

/** The id of a service is the name of its file. */
export function serviceId({ path }: Pick<FileView, "path">): string {
  return path.replace(/^.*\//, "").replace(/\.yaml$/, "");
}

function serviceName(files: readonly FileView[], id: string, language: Parameters<typeof nameOf>[1]): string {
  const file = files.find((one) => serviceId(one) === id);
  return file === undefined ? id : nameOf(file, language);
}
