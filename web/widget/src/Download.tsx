/** A file for the citizen, from an administration or an agent: its name and size, and what came of fetching it. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { FileShown } from "@moien/kit/frames.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { sizeText } from "@moien/kit/sizes.ts";
import { useSpeech } from "./context.ts";

export function Download({ file }: { file: FileShown }): JSX.Element {
  const { session, words, language } = useSpeech();
  const [state, setState] = useState<"ready" | "loading" | "gone" | "failed">("ready");
  const { saving } = words.job;

  const save = async () => {
    if (state === "loading") return;
    setState("loading");
    const result = await session.services.save(file);
    setState(result === "saved" ? "ready" : result);
  };

  return (
    <>
      <button type="button" class="download" aria-disabled={state === "loading"} onClick={() => void save()}>
        <Icon name="download" />
        <span>
          {state === "loading" ? saving.loading : saving.start}{" "}
          <span class="file-size">
            {file.name}, {sizeText(language, file.size)}
          </span>
        </span>
      </button>
      <p class="problem" role="status">
        {(state === "gone" || state === "failed") && saving[state]}
      </p>
    </>
  );
}
