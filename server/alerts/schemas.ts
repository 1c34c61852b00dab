import { z } from "zod";

/** More browsers than this nobody looks at; the one that is added takes the place of none. */
export const maxBrowsers = 10;

const base64url = (bytes: number) =>
  z
    .string()
    .regex(/^[\w-]+={0,2}$/)
    .refine((text) => decodedLength(text) === bytes);

const decodedLength = (text: string) => Math.floor((text.replace(/=+$/, "").length * 3) / 4);

/** What a browser's `PushSubscription` says as JSON, as far as it is needed. */
const subscriptionSchema = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(1_000),
  keys: z.object({ p256dh: base64url(65), auth: base64url(16) }),
});
export type PushSubscription = z.output<typeof subscriptionSchema>;

export const addBrowserSchema = z.object({
  subscription: subscriptionSchema,
  /** How the browser names itself, for its member to recognise it. */
  userAgent: z.string().max(500),
});
export type AddBrowserInput = z.output<typeof addBrowserSchema>;

export const browserInput = z.object({ browserId: z.uuid() });

/** A browser that the reader let us push to. Instants are ISO 8601. */
export type BrowserView = {
  id: string;
  label: string;
  /** The digest of its address in hexadecimal, by which a browser finds itself among them. */
  sha256: string;
  /** Its session has ended, so that nothing is pushed until its member is back there. */
  isPaused: boolean;
  isOfThisSession: boolean;
  createdAt: string;
  lastPushedAt: string | null;
};
