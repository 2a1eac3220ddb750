/** The few icons of all pages: strokes in the colour of the text, hidden from screen readers. */
import type { JSX } from "preact";
import type { StaffIconName } from "./staff/icons.ts";

const PATHS = {
  agent: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8a7.5 7.5 0 0 1 15 0",
  alert: "M12 8v5m0 3.5v.01M12 3.5 2.8 19.5h18.4L12 3.5Z",
  back: "M15 5l-7 7 7 7",
  calendar: "M4 6h16v14H4V6ZM4 10.5h16M8 3.5V7M16 3.5V7",
  chat: "M4 5.5h16v10.5h-8.5L7 20v-4H4V5.5Z M8 9.5h8 M8 12.5h5",
  bin: "M5 7h14M9.5 7V4.5h5V7M7 7l1 13h8l1-13M10.5 10.5v6M13.5 10.5v6",
  check: "M5 12.5l4.5 4.5L19 7.5",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-14v5l3.5 2",
  close: "M6 6l12 12M18 6 6 18",
  copy: "M9 9h10.5v11H9V9ZM5 15V4h10.5",
  document: "M7 3.5h7l4 4v13H7v-17Z M14 3.5v4h4 M10 12h5 M10 15.5h5",
  down: "M12 5v13m-6-6 6 6 6-6",
  download: "M12 4v11m-5-5 5 5 5-5M5 19.5h14",
  eye: "M2.5 12s3.5-6.5 9.5-6.5 9.5 6.5 9.5 6.5-3.5 6.5-9.5 6.5S2.5 12 2.5 12ZM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  globe:
    "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM3.5 9.5h17M3.5 14.5h17M12 3c2.5 2.6 3.7 5.6 3.7 9s-1.2 6.4-3.7 9c-2.5-2.6-3.7-5.6-3.7-9S9.5 5.6 12 3Z",
  lock: "M6 11h12v9H6v-9ZM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2",
  menu: "M12 6v.01M12 12v.01M12 18v.01",
  out: "M14 5h5v5M19 5l-8 8M17 13v6H5V7h6",
  phone:
    "M6.5 4h3l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5v3a1.5 1.5 0 0 1-1.6 1.5C11.5 19 5.5 13 5 5.6A1.5 1.5 0 0 1 6.5 4Z",
  printer: "M7 8V4h10v4M7 16H4.5V8.5h15V16H17M7 13.5h10V20H7v-6.5Z",
  refresh: "M19.5 12a7.5 7.5 0 1 1-2.2-5.3M19.5 4v4.5H15",
  send: "M5 12h13m-5.5-6L19 12l-6.5 6",
  thumbDown: "M8 4v10M8 14l3.5 6c1.4 0 2-.9 2-2v-3.5H18c1.2 0 2-1 1.8-2.2l-1.1-6.5A2 2 0 0 0 16.7 4H8M8 4H4.5v10H8",
  thumbUp: "M8 20V10M8 10l3.5-6c1.4 0 2 .9 2 2v3.5H18c1.2 0 2 1 1.8 2.2l-1.1 6.5a2 2 0 0 1-2 1.8H8M8 20H4.5V10H8",
  undo: "M8.5 5 4.5 9l4 4M4.5 9h9.5a5.5 5.5 0 0 1 0 11H9",
  upload: "M12 15V4m-5 5 5-5 5 5M5 19.5h14",
  wifiOff:
    "M4 4l16 16M8.5 15.5a5 5 0 0 1 7 0M12 19.5v.01M5.5 12.5a9.5 9.5 0 0 1 4-2.3M14.5 10.2a9.5 9.5 0 0 1 4 2.3M2.5 9.5a14 14 0 0 1 4.2-2.8M11 5.6A14 14 0 0 1 21.5 9.5",
  key: "M8 19a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9Zm3.3-7.8L19.5 3M16 6.5l3 3",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm4.8-1.7L20.5 20.5",
  shield: "M12 3.5 5 6v5.5c0 4.3 2.9 7.4 7 9 4.1-1.6 7-4.7 7-9V6l-7-2.5ZM9 12l2.2 2.2L15.2 10",
} as const;

export type IconName = keyof typeof PATHS | StaffIconName;

const paths: Partial<Record<IconName, string>> = { ...PATHS };

/** Make more icons known: the pages of the staff have some that citizens never see. */
export function addIcons(more: Partial<Record<IconName, string>>): void {
  Object.assign(paths, more);
}

export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
