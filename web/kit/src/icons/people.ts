/** Icons of the ways to a person. */
export const PEOPLE_ICONS = {
  phone:
    "M6.5 4h3l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5v3a1.5 1.5 0 0 1-1.6 1.5C11.5 19 5.5 13 5 5.6A1.5 1.5 0 0 1 6.5 4Z",
} as const;
