/** Icons of the menu of the widget. */
export const MENU_ICONS = {
  bin: "M5 7h14M9.5 7V4.5h5V7M7 7l1 13h8l1-13M10.5 10.5v6M13.5 10.5v6",
  key: "M8 19a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9Zm3.3-7.8L19.5 3M16 6.5l3 3",
  printer: "M7 8V4h10v4M7 16H4.5V8.5h15V16H17M7 13.5h10V20H7v-6.5Z",
  shield: "M12 3.5 5 6v5.5c0 4.3 2.9 7.4 7 9 4.1-1.6 7-4.7 7-9V6l-7-2.5ZM9 12l2.2 2.2L15.2 10",
  copy: "M9 9h10.5v11H9V9ZM5 15V4h10.5",
} as const;
