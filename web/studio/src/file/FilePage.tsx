/** One file: loaded with its schema, then edited as text and as form. */
import type { JSX } from "preact";
import { useCallback } from "preact/hooks";
import { useLoaded } from "@moien/kit/staff/useLoaded.ts";
import { fetchFile, fetchSchema, type FileText } from "../api.ts";
import { isSchema, type Schema } from "../form/schema.ts";
import { Sheet, Waiting } from "../Sheet.tsx";
import { useWords } from "../studioWords.ts";
import { Workbench } from "./Workbench.tsx";
import type { Outcome } from "@moien/kit/staff/calls.ts";

interface FilePageProps {
  path: string;
  signedOut: () => void;
}

export function FilePage({ path, signedOut }: FilePageProps): JSX.Element {
  const { words } = useWords();
  const load = useCallback(() => fetchWithSchema(path), [path]);
  const loaded = useLoaded(load, signedOut);
  if (loaded.value?.file.path !== path) {
    return (
      <Sheet heading={path} back={{ href: "#services", name: words.list.heading }}>
        <Waiting loaded={loaded} />
      </Sheet>
    );
  }
  return (
    <Workbench
      key={path}
      file={loaded.value.file}
      schema={loaded.value.schema}
      signedOut={signedOut}
      again={loaded.again}
    />
  );
}

async function fetchWithSchema(path: string): Promise<Outcome<{ file: FileText; schema: Schema | null }>> {
  const file = await fetchFile(path);
  if (!file.done) return file;
  // Kinds without a schema are edited as text alone.
  const schema = await fetchSchema(file.value.kind);
  const read = schema.done && isSchema(schema.value) ? schema.value : null;
  return { done: true, value: { file: file.value, schema: read } };
}
