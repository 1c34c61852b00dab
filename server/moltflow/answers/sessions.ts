import { z } from "zod";
import { bag, id, instant, text } from "./fields.ts";

export const sessionSchema = z
  .object({
    id,
    name: text,
    status: z.string(),
    phone_number: text,
    is_business: z.boolean().catch(false),
    config: bag,
    created_at: instant,
    updated_at: instant,
  })
  .transform((raw) => ({
    id: raw.id,
    name: raw.name ?? "",
    /** stopped, starting, qr_code, working, failed, or a word MoltFlow added since. */
    status: raw.status,
    phoneNumber: raw.phone_number,
    isBusiness: raw.is_business,
    config: raw.config,
    createdAt: raw.created_at,
    updatedAt: raw.updated_at,
  }));
export type Session = z.infer<typeof sessionSchema>;

export const sessionSettingsSchema = z.object({ config: bag }).transform((raw) => raw.config);

export const qrJsonSchema = z
  .object({ mimetype: z.string().catch("image/png"), data: z.string().min(1) })
  .transform((raw) => ({ mimeType: raw.mimetype, base64: raw.data.replace(/^data:[^,]*,/, "") }));
/** The pairing code as an image. */
export type SessionQr = z.infer<typeof qrJsonSchema>;
