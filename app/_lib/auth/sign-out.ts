"use server";

import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { endSession, ownCookieOptions, sessionCookieName } from "#server/auth/index.ts";

/** Ends this browser's session on the server, then forgets its cookie. */
async function endOwnSession(): Promise<void> {
  const jar = await cookies();
  const name = sessionCookieName();
  const cookie = jar.get(name)?.value;
  if (cookie) await endSession(cookie);
  jar.set(name, "", { ...ownCookieOptions(), maxAge: 0 });
}

export async function signOut(): Promise<never> {
  await endOwnSession();
  redirect("/sign-in");
}

/** Signs out to sign in as somebody else, who comes back to `path`. */
export async function switchAccount(path: string): Promise<never> {
  await endOwnSession();
  redirect(`/sign-in?callback=${encodeURIComponent(path)}`);
}
