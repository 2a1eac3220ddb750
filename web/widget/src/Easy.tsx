/** Below a message that stands in easy language as well: the switch for all of them, and the other text of this one. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useSpeech } from "./context.ts";

interface EasyProps {
  /** The other one of the two texts is shown. */
  other: boolean;
  show: (other: boolean) => void;
}

export function Easy({ other, show }: EasyProps): JSX.Element {
  const { easy, words, language } = useSpeech();
  const [switched, setSwitched] = useState(false);
  const on = easy.on.value;
  const texts = words.easy;
  return (
    <div class="easy" lang={language}>
      <button
        type="button"
        role="switch"
        class="small switch"
        aria-checked={on}
        onClick={() => {
          easy.choose(!on);
          show(false);
          setSwitched(true);
        }}
      >
        <i aria-hidden="true" />
        {texts.name}
      </button>
      {on && (
        <button type="button" class="small" onClick={() => show(!other)}>
          {other ? texts.short : texts.full}
        </button>
      )}
      <span class="unseen" role="status">
        {switched && (on ? texts.on : texts.off)}
      </span>
    </div>
  );
}
