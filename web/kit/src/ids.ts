/** Ids of messages: made by the client, so that sending twice is storing once. */

/** A random UUID. `crypto.randomUUID` exists in secure contexts only; an intranet page over plain HTTP has none. */
export function newMessageId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
