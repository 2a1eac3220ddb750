/** Files that are dropped on an element, or pasted into it. */
import { useState } from "preact/hooks";

interface FileDrop {
  /** A file is being held over it. */
  over: boolean;
  handlers: {
    onDragOver: (event: DragEvent) => void;
    onDragLeave: (event: DragEvent) => void;
    onDrop: (event: DragEvent) => void;
    onPaste: (event: ClipboardEvent) => void;
  };
}

export function useFileDrop(take: (files: File[]) => void): FileDrop {
  const [over, setOver] = useState(false);
  return {
    over,
    handlers: {
      onDragOver: (event) => {
        if (!event.dataTransfer?.types.includes("Files")) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: (event) => {
        const { currentTarget, relatedTarget } = event;
        const inside = relatedTarget instanceof Node && (currentTarget as Node | null)?.contains(relatedTarget);
        if (!inside) setOver(false);
      },
      onDrop: (event) => {
        if (!event.dataTransfer?.types.includes("Files")) return;
        event.preventDefault();
        setOver(false);
        take([...event.dataTransfer.files]);
      },
      onPaste: (event) => {
        // Text that was copied from a document often comes with a picture of itself: then the text is meant.
        const files = [...(event.clipboardData?.files ?? [])];
        if (files.length === 0 || event.clipboardData?.types.includes("text/plain")) return;
        event.preventDefault();
        take(files);
      },
    },
  };
}
