/** A file of a conversation for staff: who is signed in may fetch it, so a plain link will do. */
import type { JSX } from "preact";
import type { FileShown } from "@moien/kit/frames.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { sizeText } from "@moien/kit/sizes.ts";
import { fill } from "@moien/kit/words.ts";
import { useWords } from "./consoleWords.ts";

export function FileLink({ conversation, file }: { conversation: string; file: FileShown }): JSX.Element {
  const { language, kit } = useWords();
  const address = `/api/conversations/${encodeURIComponent(conversation)}/files/${encodeURIComponent(file.id)}`;
  return (
    <p class="file-link" lang={language}>
      <Icon name="download" />
      <a href={address} download={file.name}>
        {fill(kit.download, { name: file.name })}
      </a>
      <span class="file-size">{sizeText(language, file.size)}</span>
    </p>
  );
}
