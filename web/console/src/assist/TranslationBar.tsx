/** Above a log in another language than the agent's: the switch that translates everything that comes. */
import type { JSX } from "preact";
import { useEffect, useId } from "preact/hooks";
import { Icon } from "@moien/kit/Icon.tsx";
import { useWords } from "../consoleWords.ts";
import type { WatchedConversation } from "../conversation.ts";
import type { TicketView } from "@moien/kit/agentFrames.ts";
import { fill } from "@moien/kit/words.ts";
import { useAssist } from "./assist.ts";
import { useAssistWords } from "./assistWords.ts";

interface TranslationBarProps {
  conversation: WatchedConversation;
  /** What is known of its ticket: it names the language where that has never changed. */
  ticket: TicketView | undefined;
}

export function TranslationBar({ conversation, ticket }: TranslationBarProps): JSX.Element | null {
  const assist = useAssist();
  const { language, texts } = useAssistWords();
  const { kit } = useWords();
  const id = useId();
  const tongue = conversation.view.value.language ?? ticket?.language ?? language;
  const foreign = tongue !== language;
  const translators = assist.translators.value;

  useEffect(() => {
    if (foreign) void assist.refresh();
  }, [assist, foreign, conversation]);

  if (!foreign || !translators?.languages.includes(language)) return null;
  const { model } = translators;
  return (
    <div class="translation-bar">
      <Icon name="translate" />
      <input
        id={`${id}switch`}
        type="checkbox"
        checked={assist.automatic.has(conversation.id)}
        onChange={(event) => assist.automatic.set(conversation.id, event.currentTarget.checked)}
      />
      <label for={`${id}switch`}>{fill(texts.incoming.automatic, { language: kit.language_names[language] })}</label>
      {model !== null && <p class="about">{fill(texts.incoming.by, { model })}</p>}
    </div>
  );
}
