/** Gives a file to the browser to keep. */

export function saveBlob(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser has taken the file over once this task is done; Safari takes a little longer.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
