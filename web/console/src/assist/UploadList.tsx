/** The files that go with the next message: how far each is, what is wrong with it, and dropping it again. */
import type { JSX } from "preact";
import { Icon } from "@moien/kit/Icon.tsx";
import { sizeText } from "@moien/kit/sizes.ts";
import { fill } from "@moien/kit/words.ts";
import { useAssistWords } from "./assistWords.ts";
import type { Upload, Uploads } from "./uploads.ts";

interface UploadListProps {
  uploads: Uploads;
  /** Where the focus goes from a file that leaves the list. */
  rescue: () => void;
}

export function UploadList({ uploads, rescue }: UploadListProps): JSX.Element | null {
  const { texts } = useAssistWords();
  const list = uploads.list.value;
  if (list.length === 0) return null;
  return (
    <ul class="uploads" aria-label={texts.upload.list}>
      {list.map((upload) => (
        <li key={upload.key} class={upload.problem === null ? undefined : "problem"}>
          <Icon name={upload.problem === null ? "document" : "alert"} />
          <UploadState upload={upload} />
          <button
            type="button"
            class="button square quiet"
            aria-label={fill(texts.upload.remove, { name: upload.name })}
            title={fill(texts.upload.remove, { name: upload.name })}
            onClick={() => {
              uploads.remove(upload.key);
              rescue();
            }}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function UploadState({ upload }: { upload: Upload }): JSX.Element {
  const { language, texts } = useAssistWords();
  const { name, size, percent, document, problem } = upload;
  const moving = document === null && problem === null;
  // All is sent, but the gateway still looks into the file.
  const checking = percent >= 100;
  return (
    <div>
      <p class="name">
        {document?.name ?? name} <span class="file-size">{sizeText(language, document?.size ?? size)}</span>
      </p>
      {moving && <progress aria-label={name} max={100} value={checking ? undefined : percent} />}
      <p class="about" role="status">
        {problem !== null
          ? texts.upload.problem[problem]
          : document !== null
            ? texts.upload.ready
            : checking
              ? texts.upload.checking
              : ""}
      </p>
    </div>
  );
}
