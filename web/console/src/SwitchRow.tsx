/** A switch with its name and what it is for. */
import type { JSX } from "preact";
import { useId } from "preact/hooks";

interface SwitchRowProps {
  label: string;
  about: string;
  on: boolean;
  set: (on: boolean) => void;
}

export function SwitchRow({ label, about, on, set }: SwitchRowProps): JSX.Element {
  const id = useId();
  return (
    <div class="switch-row">
      <input
        id={`${id}switch`}
        type="checkbox"
        role="switch"
        checked={on}
        aria-describedby={`${id}about`}
        onChange={(event) => set(event.currentTarget.checked)}
      />
      <label for={`${id}switch`}>{label}</label>
      <p id={`${id}about`}>{about}</p>
    </div>
  );
}
