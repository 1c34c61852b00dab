import type { NextRequest } from "next/server";
import { challengeMaxAgeMs } from "#server/account/index.ts";
import { ownCookieName, setCookieLine } from "#server/auth/index.ts";

const name = () => ownCookieName("passkey");

/** Ties a question to the browser that it was given to, so that nobody else's answer counts. */
export const browserIdLine = (id: string) => setCookieLine(name(), id, challengeMaxAgeMs / 1000);

export const browserIdOf = ({ cookies }: NextRequest) => cookies.get(name())?.value ?? null;
