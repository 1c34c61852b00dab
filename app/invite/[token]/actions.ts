"use server";

import { redirect } from "next/navigation";
import { getLocale } from "next-intl/server";
import { z } from "zod";
import { currentViewer } from "#app/_lib/auth/viewer.ts";
import { refusalText } from "#app/_lib/errors/refusal-text.ts";
import { api } from "#app/_lib/trpc/server.tsx";
import { suggestLocale } from "#server/auth/index.ts";

/** Why the invitation could not be accepted, in the reader's words. */
export type AcceptState = { error: string | null };

const formSchema = z.object({ token: z.string().catch("") });

/** Accepts the invitation and goes to its workspace, or comes back with the reason why not. */
export async function acceptInvitation(_before: AcceptState, form: FormData): Promise<AcceptState> {
  const { token } = formSchema.parse(Object.fromEntries(form));
  let slug: string;
  try {
    const viewer = await currentViewer();
    if (viewer) await suggestLocale(viewer.id, await getLocale());
    ({ slug } = await (await api()).invitations.accept({ token }));
  } catch (error) {
    return { error: await refusalText(error) };
  }
  redirect(`/w/${slug}`);
}
