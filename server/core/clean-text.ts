/** A text that PostgreSQL takes: it has no room for NUL nor for half a character. */
export const cleanText = (text: string): string => text.replaceAll("\0", "").toWellFormed();
