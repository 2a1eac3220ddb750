/** Icons of the fields that citizens fill in. */
export const FORMS_ICONS = {
  calendar: "M4 6h16v14H4V6ZM4 10.5h16M8 3.5V7M16 3.5V7",
  eye: "M2.5 12s3.5-6.5 9.5-6.5 9.5 6.5 9.5 6.5-3.5 6.5-9.5 6.5S2.5 12 2.5 12ZM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  upload: "M12 15V4m-5 5 5-5 5 5M5 19.5h14",
} as const;
