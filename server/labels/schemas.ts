import { z } from "zod";
import type { labelSyncStates } from "#db/schema/labels.ts";

/** The contract bounds the name; a longer description than this helps nobody. */
export const labelLimits = { name: 100, description: 500, onChat: 50 } as const;

/** Messages are keys of `errors.label.`. */
const nameSchema = z.string().trim().min(1, "name_missing").max(labelLimits.name, "name_long");
/** `#rrggbb`, lower case, so that equal colours are equal texts. */
export const colorSchema = z
  .string()
  .trim()
  .regex(/^#[0-9a-f]{6}$/i, "color_invalid")
  .transform((color) => color.toLowerCase());
const descriptionSchema = z.string().trim().max(labelLimits.description, "description_long");

export const refreshSchema = z.object({ force: z.boolean().default(false) });

export const labelInput = z.object({ labelId: z.uuid() });

export const createLabelSchema = z.object({
  name: nameSchema,
  color: colorSchema,
  description: descriptionSchema.optional(),
});
export type CreateLabelInput = z.output<typeof createLabelSchema>;

/** What is left out stays. `seen` is what the form was opened with: a change on top of another person's is refused. */
export const changeLabelSchema = labelInput.extend({
  name: nameSchema.optional(),
  color: colorSchema.optional(),
  description: descriptionSchema.nullable().optional(),
  seen: z.object({ name: z.string().max(1_000), color: z.string().max(20) }),
});
export type ChangeLabelInput = z.output<typeof changeLabelSchema>;

const labelIds = z.array(z.uuid()).max(labelLimits.onChat, "too_many").default([]);

/** Says what to add and take off, never the whole set: two people who add different labels at once both get theirs. */
export const setOnChatSchema = z.object({ chat: z.uuid(), addIds: labelIds, removeIds: labelIds });
export type SetOnChatInput = z.output<typeof setOnChatSchema>;

export const chatInput = z.object({ chat: z.uuid() });
export const numberInput = z.object({ numberId: z.uuid() });
export const pushLabelSchema = labelInput.extend(numberInput.shape);

/** How a label stands with one number's WhatsApp Business app. Instants are ISO 8601. */
export type LabelOnNumber = {
  numberId: string;
  way: "to_whatsapp" | "from_whatsapp";
  syncedAt: string;
  /** Changed here since: what WhatsApp has is older. */
  behind: { name: string; color: string } | null;
};

export type LabelView = {
  id: string;
  name: string;
  color: string;
  description: string | null;
  /** Chats that carry it, of those that the reader may see. */
  chats: number;
  /** `no`: never in WhatsApp. `changed_here`: since it was last brought there. */
  synced: "no" | "yes" | "changed_here";
  syncedAt: string | null;
  onNumbers: LabelOnNumber[];
};

/** A number that labels could be synced with. */
export type LabelNumber = { id: string; name: string; isBusiness: boolean; status: string };

/** How fresh the labels are. */
export type LabelSync = {
  state: "never" | (typeof labelSyncStates)[number];
  /** When everything had last been read. */
  finishedAt: string | null;
  labelsDone: number;
  labelsTotal: number;
  /** A read that waits for the budget runs then. */
  refreshAt: string | null;
  failure: string | null;
};

export type LabelList = {
  /** Whether the workspace is connected to MoltFlow, where labels live. */
  connected: boolean;
  labels: LabelView[];
  sync: LabelSync;
  numbers: LabelNumber[];
};

/** What an import changed. `replacedOurs`: it had been changed here and not yet brought to WhatsApp. */
export type LabelImportView = {
  imported: number;
  updated: number;
  changes: {
    labelId: string;
    before: { name: string; color: string };
    after: { name: string; color: string };
    replacedOurs: boolean;
  }[];
};

export type BusinessView = { numberId: string; isBusiness: boolean; checkedAt: string | null };
