/** A form waits for a login: here an invented person logs in, and no provider is asked. */
import type { JSX } from "preact";
import { Icon } from "@moien/kit/Icon.tsx";
import { useWords } from "../studioWords.ts";
import type { Talk } from "./talk.ts";

export function LoginCard({ talk, live }: { talk: Talk; live: boolean }): JSX.Element {
  const { login } = useWords().words.trying;
  const usable = live && !talk.busy.value;
  return (
    <div class="try-card">
      <h3>
        <Icon name="lock" />
        {login.heading}
      </h3>
      <p class="about">{login.about}</p>
      <button
        type="button"
        class="button"
        aria-disabled={!usable}
        onClick={() => usable && void talk.give({ type: "login" })}
      >
        {login.act}
      </button>
    </div>
  );
}
