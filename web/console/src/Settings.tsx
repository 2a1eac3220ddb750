/** What the agent switches on or off at this device: sound, notifications, keys. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { desktopPossible } from "./alerts.ts";
import { useWords } from "./consoleWords.ts";
import { Dialog } from "@moien/kit/staff/Dialog.tsx";
import { SwitchRow } from "./SwitchRow.tsx";
import { useWorkplace } from "./workplace.ts";

export function Settings(): JSX.Element {
  const { overlay, switches, alerts } = useWorkplace();
  const { settings, keyboard } = useWords().words;
  const [refused, setRefused] = useState(false);
  return (
    <Dialog heading={settings.heading} closed={() => (overlay.value = null)}>
      <p>{settings.about}</p>
      <SwitchRow
        label={settings.sound}
        about={settings.sound_about}
        on={switches.sound.on.value}
        set={(on) => alerts.setSound(on)}
      />
      {desktopPossible() && (
        <SwitchRow
          label={settings.desktop}
          about={settings.desktop_about}
          on={switches.desktop.on.value}
          set={(on) => void alerts.setDesktop(on).then((done) => setRefused(!done))}
        />
      )}
      <p class="problem" role="status">
        {refused && settings.desktop_refused}
      </p>
      <SwitchRow
        label={keyboard.single}
        about={keyboard.single_about}
        on={switches.keys.on.value}
        set={(on) => switches.keys.set(on)}
      />
      <button type="button" class="button" onClick={() => (overlay.value = "help")}>
        {keyboard.heading}
      </button>
    </Dialog>
  );
}
