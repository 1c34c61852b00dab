import { browserSupportsWebAuthn, startAuthentication } from "@simplewebauthn/browser";
import { z } from "zod";

const refusalSchema = z.object({
  reason: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** Why our server did not sign somebody in; its text stands under `errors`. */
export type PasskeyRefusal = z.output<typeof refusalSchema>;

/** The answer when it is good, else the refusal. @throws Error for an answer that is neither */
async function post(path: string, body: unknown): Promise<Response | PasskeyRefusal> {
  const response = await fetch(`/api/auth-passkey/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.ok) return response;
  const isJson = response.headers.get("content-type")?.includes("json");
  const refusal = isJson ? refusalSchema.safeParse(await response.json()).data : undefined;
  if (!refusal) throw new Error(`Status ${response.status}.`);
  return refusal;
}

/**
 * Signs in with one of the browser's passkeys.
 * @throws DOMException what the browser says, a cancelled dialog among it
 */
export async function signInWithPasskey(): Promise<"signed_in" | "unsupported" | PasskeyRefusal> {
  if (!browserSupportsWebAuthn()) return "unsupported";
  const asked = await post("options", {});
  if (!(asked instanceof Response)) return asked;
  const answer = await startAuthentication({ optionsJSON: await asked.json() });
  const signedIn = await post("sign-in", answer);
  return signedIn instanceof Response ? "signed_in" : signedIn;
}
