/**
 * A beat every ten seconds, by which the hub knows that the agent is there. Browsers slow down the timers of pages that
 * nobody sees to one a minute, and the agent would count as gone; the timers of a worker they leave alone.
 */
import workerAddress from "./pulse.worker.ts?worker&url";

/** Milliseconds. */
export const BEAT = 10_000;

/** Call `beat` every ten seconds until the returned function is called. */
export function startPulse(beat: () => void): () => void {
  const worker = newWorker();
  if (worker) {
    worker.onmessage = beat;
    return () => worker.terminate();
  }
  const timer = setInterval(beat, BEAT);
  return () => clearInterval(timer);
}

function newWorker(): Worker | null {
  if (typeof Worker === "undefined") return null;
  try {
    return new Worker(trusted(workerAddress), { type: "module" });
  } catch {
    // A policy of the place forbids workers: the timer of the page must do.
    return null;
  }
}

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (address: string) => string },
  ): { createScriptURL(address: string): string };
}

/** Where a policy asks for it, scripts may only come from addresses that the page vouches for. */
function trusted(address: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const vouched = (asked: string) => {
    if (asked !== workerAddress) throw new TypeError(`"${asked}" is no script of this page`);
    return asked;
  };
  return trustedTypes?.createPolicy("moien-pulse", { createScriptURL: vouched }).createScriptURL(address) ?? address;
}
