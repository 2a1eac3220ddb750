/** Under a message in another language than the agent's: its translation by a machine, or the button that asks for it. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { MessageItem } from "@moien/kit/fold.ts";
import { Markdown, PlainText } from "@moien/kit/Text.tsx";
import { fill } from "@moien/kit/words.ts";
import { useWords } from "../consoleWords.ts";
import { useAssist } from "./assist.ts";
import { useAssistWords } from "./assistWords.ts";
import { TroubleText } from "./TroubleText.tsx";

interface ReadTranslationProps {
  conversation: string;
  item: MessageItem;
}

export function ReadTranslation({ conversation, item }: ReadTranslationProps): JSX.Element | null {
  const assist = useAssist();
  const { language, texts } = useAssistWords();
  const { kit } = useWords();
  const { text, language: source } = item;
  const possible = (assist.translators.value?.languages.includes(language) ?? false) && isReadable(item);
  const reading = possible && source !== language ? assist.incoming.get({ text, source, target: language }) : undefined;
  const wanted = possible && source !== language && reading === undefined && assist.automatic.has(conversation);

  useEffect(() => {
    if (wanted) assist.incoming.want({ text, source, target: language });
  }, [assist, wanted, text, source, language]);

  if (!possible || source === language) return null;
  const ask = () => assist.incoming.want({ text, source, target: language });
  if (reading === undefined) {
    if (wanted) return null;
    const name = fill(texts.incoming.translate_one, { language: kit.language_names[language] });
    return (
      <p class="aside">
        <button type="button" class="text-button" aria-label={name} onClick={ask}>
          {texts.incoming.translate}
        </button>
      </p>
    );
  }
  if (reading.standing === "working") return <p class="aside">{texts.incoming.working}</p>;
  if (reading.standing === "failed") {
    return (
      <div class="aside">
        <TroubleText trouble={reading} />
        <button type="button" class="text-button" onClick={ask}>
          {texts.again}
        </button>
      </div>
    );
  }
  const newTab = kit.source.new_tab;
  return (
    <div class="reading" data-origin="translated">
      <div lang={language}>
        {item.author === "bot" ? (
          <Markdown text={reading.text} newTab={newTab} />
        ) : (
          <PlainText text={reading.text} newTab={newTab} />
        )}
      </div>
      <p class="origin">{fill(texts.incoming.mark, { model: reading.model })}</p>
    </div>
  );
}

/** What a citizen or the bot wrote; a file's name and a lone number need no translation. */
function isReadable({ author, text, document }: MessageItem): boolean {
  return (author === "citizen" || author === "bot") && document === null && /\p{L}/u.test(text);
}
