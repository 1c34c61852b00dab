import { cookies } from "next/headers";
import { z } from "zod";
import { isSecureSite, linkMaxAgeMs } from "#server/auth/index.ts";

const name = "moltdesk.pending-sign-in";

const pendingSchema = z.object({ email: z.email(), callback: z.string() });

/** A sign-in that waits for its mail: what “send another link” needs. Not in the page's address, which gets logged. */
type PendingSignIn = z.output<typeof pendingSchema>;

export async function rememberPending(pending: PendingSignIn): Promise<void> {
  (await cookies()).set(name, new URLSearchParams(pending).toString(), {
    path: "/sign-in",
    maxAge: linkMaxAgeMs / 1000,
    httpOnly: true,
    sameSite: "lax",
    secure: isSecureSite(),
  });
}

/** The sign-in that this browser began; null when there is none. */
export async function pendingSignIn(): Promise<PendingSignIn | null> {
  const fields = new URLSearchParams((await cookies()).get(name)?.value);
  return pendingSchema.safeParse(Object.fromEntries(fields)).data ?? null;
}
