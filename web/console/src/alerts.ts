/** Tells the agent that something is new: a short tone, and a notification of the system while the page is not seen. */
import type { Switches } from "./switches.ts";

/** Two notes, in hertz; seconds. */
const NOTES = [659.25, 880] as const;
const NOTE = 0.14;
const LOUDNESS = 0.12;

export class Alerts {
  #audio: AudioContext | null = null;

  constructor(private readonly switches: Pick<Switches, "sound" | "desktop">) {}

  /** Switch the tone on or off; on is heard at once, which also asks the browser for leave: this must be a press. */
  setSound(on: boolean): void {
    this.switches.sound.set(on);
    if (on) this.#play();
  }

  /** Switch notifications on or off, asking the browser for leave: this must be a press. False where it refuses. */
  async setDesktop(on: boolean): Promise<boolean> {
    if (!on) {
      this.switches.desktop.set(false);
      return true;
    }
    const given = desktopPossible() && (await Notification.requestPermission()) === "granted";
    this.switches.desktop.set(given);
    return given;
  }

  /** Browsers let a page sound only once somebody has pressed something in it. */
  wake(): void {
    if (this.switches.sound.on.value) void this.#context()?.resume();
  }

  /** `tag`: a later one of the same takes the place of the earlier. `open` runs when the agent presses it. */
  tell(title: string, text: string, tag: string, open: () => void): void {
    if (this.switches.sound.on.value) this.#play();
    if (!this.switches.desktop.on.value || document.visibilityState === "visible") return;
    if (!desktopPossible() || Notification.permission !== "granted") return;
    const shown = new Notification(title, { body: text, tag });
    shown.onclick = () => {
      window.focus();
      shown.close();
      open();
    };
  }

  #play(): void {
    const audio = this.#context();
    if (!audio) return;
    void audio.resume();
    NOTES.forEach((frequency, index) => {
      const start = audio.currentTime + index * NOTE;
      const volume = audio.createGain();
      volume.gain.setValueAtTime(LOUDNESS, start);
      volume.gain.exponentialRampToValueAtTime(0.001, start + NOTE);
      const tone = audio.createOscillator();
      tone.frequency.value = frequency;
      tone.connect(volume).connect(audio.destination);
      tone.start(start);
      tone.stop(start + NOTE);
    });
  }

  #context(): AudioContext | null {
    if (typeof AudioContext === "undefined") return null;
    this.#audio ??= new AudioContext();
    return this.#audio;
  }
}

/** Not in every browser, and nowhere on a page without HTTPS. */
export function desktopPossible(): boolean {
  return typeof Notification !== "undefined";
}
