/** All files of the content: what they are called, how they stand, what is missing, and the way into each. */
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { Icon } from "@moien/kit/Icon.tsx";
import { DataTable } from "@moien/kit/staff/DataTable.tsx";
import { useLoaded } from "@moien/kit/staff/useLoaded.ts";
import { plural } from "@moien/kit/words.ts";
import { fetchFiles, type FileView } from "../api.ts";
import { Sheet, Waiting } from "../Sheet.tsx";
import { useWords } from "../studioWords.ts";
import { FILTERS, fits, nameOf, type Filter } from "./filters.ts";
import { CheckedDay, Examples, FileName, Health, Problems, StateTag } from "./cells.tsx";

/** Milliseconds until the list is asked for again: others change it too. */
const EVERY = 20_000;

export function FileList({ signedOut }: { signedOut: () => void }): JSX.Element {
  const { words } = useWords();
  const loaded = useLoaded(fetchFiles, signedOut, { every: EVERY });
  return (
    <Sheet
      heading={words.list.heading}
      about={words.list.about}
      acts={
        <a class="button main" href="#new">
          <Icon name="plus" />
          {words.list.new}
        </a>
      }
    >
      {loaded.value === null ? <Waiting loaded={loaded} /> : <Files files={loaded.value} />}
    </Sheet>
  );
}

function Files({ files }: { files: readonly FileView[] }): JSX.Element {
  const { language, words } = useWords();
  const [wanted, setWanted] = useState("");
  const [filter, setFilter] = useState<Filter>("all");
  const id = useId();
  const now = Date.now();
  const found = files
    .filter((file) => fits(file, wanted, filter, now))
    .sort((one, other) => nameOf(one, language).localeCompare(nameOf(other, language)));
  const services = found.filter(({ kind }) => kind === "service");
  const others = found.filter(({ kind }) => kind !== "service");
  return (
    <>
      <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <div class="find">
          <label for={`${id}find`}>{words.list.find}</label>
          <input
            id={`${id}find`}
            type="search"
            value={wanted}
            spellcheck={false}
            onInput={(event) => setWanted(event.currentTarget.value)}
          />
        </div>
        <div>
          <label for={`${id}filter`}>{words.list.show}</label>
          <select
            id={`${id}filter`}
            value={filter}
            onChange={(event) => setFilter(FILTERS.find((one) => one === event.currentTarget.value) ?? "all")}
          >
            {FILTERS.map((one) => (
              <option key={one} value={one}>
                {words.list.filter[one]} ({files.filter((file) => fits(file, "", one, now)).length})
              </option>
            ))}
          </select>
        </div>
        <p class="about" role="status">
          {found.length === 0 ? words.list.none : plural(language, found.length, words.list.count)}
        </p>
      </form>
      {services.length > 0 && (
        <>
          <h2>{words.list.services}</h2>
          <DataTable
            stacks
            caption={words.list.services}
            columns={[
              { name: words.list.column.service },
              { name: words.list.column.state },
              { name: words.list.column.examples },
              { name: words.list.column.health },
              { name: words.list.column.checked },
              { name: words.list.column.problems },
            ]}
            rows={services.map((file) => ({
              key: file.path,
              cells: [
                <FileName key="name" file={file} />,
                <StateTag key="state" file={file} />,
                <Examples key="examples" file={file} />,
                <Health key="health" file={file} />,
                <CheckedDay key="checked" file={file} now={now} />,
                <Problems key="problems" count={file.problems} />,
              ],
            }))}
          />
        </>
      )}
      {others.length > 0 && (
        <>
          <h2>{words.list.others}</h2>
          <DataTable
            stacks
            caption={words.list.others}
            columns={[
              { name: words.list.column.file },
              { name: words.list.column.kind },
              { name: words.list.column.state },
              { name: words.list.column.problems },
            ]}
            rows={others.map((file) => ({
              key: file.path,
              cells: [
                <FileName key="name" file={file} />,
                words.kind[file.kind],
                <StateTag key="state" file={file} />,
                <Problems key="problems" count={file.problems} />,
              ],
            }))}
          />
        </>
      )}
    </>
  );
}
