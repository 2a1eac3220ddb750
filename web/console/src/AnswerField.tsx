/** The field for the code of an answer, as somebody reads it out on the telephone. */
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { Icon } from "@moien/kit/Icon.tsx";
import { codeOf } from "./answers.ts";
import { useWords } from "./consoleWords.ts";
import { useDesk } from "./context.ts";

export function AnswerField(): JSX.Element {
  const desk = useDesk();
  const { answer } = useWords().words;
  const [written, setWritten] = useState("");
  const [misspelt, setMisspelt] = useState(false);
  const id = useId();

  return (
    <form
      class="answer-field"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        const code = codeOf(written);
        setMisspelt(code === null);
        if (code !== null) desk.shownAnswer.value = code;
      }}
    >
      <div class="row">
        <label for={`${id}code`}>{answer.label}</label>
        <input
          id={`${id}code`}
          placeholder="ABCD-2345"
          autoComplete="off"
          autoCapitalize="characters"
          spellcheck={false}
          value={written}
          aria-invalid={misspelt}
          aria-describedby={`${id}problem`}
          onInput={(event) => setWritten(event.currentTarget.value)}
        />
        <button type="submit" class="button square" aria-label={answer.look_up} title={answer.look_up}>
          <Icon name="search" />
        </button>
      </div>
      <p class="problem" role="alert" id={`${id}problem`}>
        {misspelt && answer.misspelt}
      </p>
    </form>
  );
}
