/** One file: loaded with its schema, then edited as text and as form. */
import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Language } from "@moien/kit/languages.ts";
import { useLoaded } from "@moien/kit/staff/useLoaded.ts";
import { fetchFile, fetchSchema, type Kind } from "../api.ts";
import { isSchema, type Schema } from "../form/schema.ts";
import { Sheet, Waiting } from "../Sheet.tsx";
import { useWords } from "../studioWords.ts";
import { Workbench } from "./Workbench.tsx";

interface FilePageProps {
  path: string;
  signedOut: () => void;
}

export function FilePage({ path, signedOut }: FilePageProps): JSX.Element {
  const { language, words } = useWords();
  const load = useCallback(() => fetchFile(path), [path]);
  const loaded = useLoaded(load, signedOut);
  const file = loaded.value?.path === path ? loaded.value : null;
  const schema = useSchema(file?.kind ?? null, language);
  if (file === null || schema === undefined) {
    return (
      <Sheet heading={path} back={{ href: "#services", name: words.list.heading }}>
        <Waiting loaded={loaded} />
      </Sheet>
    );
  }
  return <Workbench key={path} file={file} schema={schema} signedOut={signedOut} again={loaded.again} />;
}

/** Undefined until it is there; null where a kind of file has none and is edited as text alone. */
function useSchema(kind: Kind | null, language: Language): Schema | null | undefined {
  const [known, setKnown] = useState<{ kind: Kind; schema: Schema | null } | null>(null);
  useEffect(() => {
    if (kind === null) return;
    let gone = false;
    void fetchSchema(kind, language).then((outcome) => {
      if (gone) return;
      const schema = outcome.done && isSchema(outcome.value) ? outcome.value : null;
      // One in another language is better than none.
      setKnown((before) => (schema === null && before?.kind === kind ? before : { kind, schema }));
    });
    return () => {
      gone = true;
    };
  }, [kind, language]);
  return known?.kind === kind ? known.schema : undefined;
}
