"use server";

import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { pendingPerson } from "#app/_lib/auth/viewer.ts";
import { refusalText } from "#app/_lib/errors/refusal-text.ts";
import { passkeyProofOptions, showSecondFactor } from "#server/account/index.ts";
import { proofSchema } from "#server/account/schemas.ts";
import { ownPath } from "#server/auth/index.ts";
import { clientIpHeader } from "#server/http/security.ts";

/** Who has to show their second factor; whoever has not, any more, is sent on. */
async function personWhoOwes(callback: string) {
  const pending = await pendingPerson();
  if (!pending) redirect(ownPath(callback));
  return { id: pending.id, sessionId: pending.sessionId, ip: (await headers()).get(clientIpHeader) };
}

/** Shows a second factor and goes on to where the person wanted to be, or says why it was refused. */
export async function prove(callback: unknown, proof: unknown): Promise<string | null> {
  const path = typeof callback === "string" ? callback : "";
  const person = await personWhoOwes(path);
  try {
    await showSecondFactor(person, proofSchema.parse(proof));
  } catch (error) {
    return refusalText(error);
  }
  redirect(ownPath(path));
}

/** What the browser asks the person's authenticators for, or why it may not at the moment. */
export async function passkeyOptions(): Promise<PublicKeyCredentialRequestOptionsJSON | string> {
  const person = await personWhoOwes("");
  return passkeyProofOptions(person).catch(refusalText);
}
