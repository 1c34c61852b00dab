"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { getLocale } from "next-intl/server";
import { z } from "zod";
import { refusalText } from "#app/_lib/errors/refusal-text.ts";
import { ownPath, requestSignInLink } from "#server/auth/index.ts";
import { clientIpHeader } from "#server/http/security.ts";
import { pendingSignIn, rememberPending } from "./pending-cookie.ts";

/** What the form shows after an attempt that did not lead to the next page. */
export type LinkFormState = { email: string; error: string | null };

/** How often another link was sent from this page, and why the last attempt failed. */
export type SendAgainState = { sent: number; error: string | null };

const formSchema = z.object({ email: z.string().catch(""), callback: z.string().catch("") });

async function mailLink(email: string, callback: string): Promise<void> {
  const ip = (await headers()).get(clientIpHeader) ?? "unknown";
  const address = await requestSignInLink({ email, ip, callbackPath: callback, locale: await getLocale() });
  await rememberPending({ email: address, callback: ownPath(callback) });
}

/** Mails a link and goes on to “check your mail”, or comes back with the reason why not. */
export async function requestLink(_before: LinkFormState, form: FormData): Promise<LinkFormState> {
  const { email, callback } = formSchema.parse(Object.fromEntries(form));
  try {
    await mailLink(email, callback);
  } catch (error) {
    return { email, error: await refusalText(error) };
  }
  redirect("/sign-in/check-mail");
}

/** Mails one more link to the address that this browser gave before. */
export async function sendAgain({ sent }: SendAgainState): Promise<SendAgainState> {
  const pending = await pendingSignIn();
  if (!pending) redirect("/sign-in");
  try {
    await mailLink(pending.email, pending.callback);
  } catch (error) {
    return { sent, error: await refusalText(error) };
  }
  return { sent: sent + 1, error: null };
}
