import type { chatKinds } from "#db/schema/index.ts";

/** What kind of chat has this address. */
export const kindOf = (chatId: string): (typeof chatKinds)[number] => {
  if (chatId.endsWith("@g.us")) return "group";
  return /@(c\.us|s\.whatsapp\.net|lid)$/.test(chatId) ? "person" : "other";
};

/** Only these addresses hold a phone number; what stands before `@lid` is none. */
export const phoneOf = (chatId: string): string | null => {
  const digits = /^(\d{5,15})@(c\.us|s\.whatsapp\.net)$/.exec(chatId)?.[1];
  return digits === undefined ? null : `+${digits}`;
};
