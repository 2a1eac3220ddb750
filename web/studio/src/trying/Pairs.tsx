/** Names and values below each other; what has no value is left out. */
import type { ComponentChildren, JSX } from "preact";

export function Pairs({ pairs }: { pairs: readonly [name: string, value: ComponentChildren][] }): JSX.Element {
  return (
    <dl class="try-pairs">
      {pairs
        .filter(([, value]) => value !== null && value !== "")
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
