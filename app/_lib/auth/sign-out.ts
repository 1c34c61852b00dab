"use server";

import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { endSession, ownCookieOptions, sessionCookieName } from "#server/auth/index.ts";

/** Ends this browser's session on the server, then forgets its cookie. */
export async function signOut(): Promise<never> {
  const jar = await cookies();
  const name = sessionCookieName();
  const cookie = jar.get(name)?.value;
  if (cookie) await endSession(cookie);
  jar.set(name, "", { ...ownCookieOptions(), maxAge: 0 });
  redirect("/sign-in");
}
