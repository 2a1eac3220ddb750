/** Icons that only the pages of the staff show. */
export const STAFF_ICONS = {
  bell: "M6 16.5h12l-1.5-2.5v-3.5a4.5 4.5 0 0 0-9 0V14L6 16.5ZM10 19.5a2 2 0 0 0 4 0",
  chevron: "M7 10l5 5 5-5",
  clip: "M19.5 11.5l-7.8 7.8a4.6 4.6 0 0 1-6.5-6.5l8.3-8.3a3.1 3.1 0 0 1 4.4 4.4l-8.2 8.2a1.6 1.6 0 0 1-2.3-2.3l7.3-7.3",
  columns: "M4 5h16v14H4V5ZM14.5 5v14",
  leave: "M10 5H5v14h5M9.5 12H19m-4-4 4 4-4 4",
  note: "M5 4.5h14v10l-5 5H5v-15Z M19 14.5h-5v5",
  plus: "M12 5v14M5 12h14",
  replies: "M4 5h16v10h-8l-4.5 4v-4H4V5ZM9.5 13l4-6",
  screen: "M3.5 5h17v11.5h-17V5ZM9 20h6M12 16.5V20",
  swap: "M4 8.5h15m-4-4 4 4-4 4M20 16H5m4-4-4 4 4 4",
  translate:
    "M3.5 6h10M8.5 3.5V6M11.5 6c-.8 3.6-3.4 6.6-7 8M5.8 8.8c1.2 2.4 3 4.1 5.2 5.2M12 20.5l4.5-10 4.5 10M13.6 17h5.8",
} as const;
