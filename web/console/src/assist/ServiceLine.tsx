/** Over the box while the bot takes the citizen through a form that the agent started: what that means, and ending it. */
import type { JSX } from "preact";
import { Icon } from "@moien/kit/Icon.tsx";
import { useDesk } from "../context.ts";
import { useAssistWords } from "./assistWords.ts";

interface ServiceLineProps {
  conversation: string;
  /** Where the focus goes when the line goes. */
  rescue: () => void;
}

export function ServiceLine({ conversation, rescue }: ServiceLineProps): JSX.Element {
  const desk = useDesk();
  const { service } = useAssistWords().texts;
  const offline = desk.connection.value !== "ready";
  return (
    <div class="service-line">
      <Icon name="document" />
      <p role="status">{service.runs}</p>
      <button
        type="button"
        class="button small"
        aria-disabled={offline}
        onClick={() => {
          if (!offline && desk.act({ type: "stop_service", conversation })) rescue();
        }}
      >
        {service.stop}
      </button>
    </div>
  );
}
