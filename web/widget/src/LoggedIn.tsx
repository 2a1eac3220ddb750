/** Says, below the head of the panel, that the citizen is logged in. */
import type { JSX } from "preact";
import { Icon } from "@moien/kit/Icon.tsx";
import { useSpeech } from "./context.ts";

/** Says for as long as it is so that the citizen is logged in, with the way out. */
export function LoggedIn(): JSX.Element | null {
  const { session, words } = useSpeech();
  if (!session.view.value.loggedIn) return null;
  return (
    <div class="logged-in">
      <Icon name="lock" />
      <p>{words.login.state}</p>
      <button
        type="button"
        class="small"
        aria-disabled={!session.ready.value}
        onClick={() => session.ready.value && session.services.logOut()}
      >
        {words.login.log_out}
      </button>
    </div>
  );
}
