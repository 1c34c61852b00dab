export const languages = ["node", "python", "php", "go"] as const;
export type Language = (typeof languages)[number];

/** Their names are the same in every tongue. */
export const languageNames: Record<Language, string> = {
  node: "Node.js",
  python: "Python",
  php: "PHP",
  go: "Go",
};
