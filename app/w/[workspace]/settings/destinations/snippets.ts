import type { DestinationFormat } from "#server/destinations/schemas.ts";
import { hmacSnippets } from "./hmac-snippets.ts";
import type { Language } from "./languages.ts";
import { standardSnippets } from "./standard-snippets.ts";

/** Ways to check that a delivery is ours. The chat tools check nothing. */
export type SignatureKind = "standard" | "hmac";

/** What the receiver of a format has to check; null where nobody does. */
export const signatureOf = (format: DestinationFormat): SignatureKind | null =>
  format === "standard" ? "standard" : format === "raw" ? "hmac" : null;

/** What has to be installed for a piece of code; null for what comes with the language. */
export const installOf = (language: Language, kind: SignatureKind): string | null =>
  language === "node" && kind === "standard" ? "npm install standardwebhooks" : null;

/** The variable that the receiver's environment has the secret in. */
const variable = "MOLTDESK_SECRET";

const readers: Record<Language, string> = {
  node: `env.${variable}`,
  python: `os.environ["${variable}"]`,
  php: `getenv('${variable}')`,
  go: `os.Getenv("${variable}")`,
};

/** A secret is `whsec_` and base64, which every language quotes alike. */
const literal = (language: Language, secret: string) => (language === "php" ? `'${secret}'` : `"${secret}"`);

/** A receiver that checks what it gets; the secret comes from its environment, or stands in it when it is given. */
export function snippet(language: Language, kind: SignatureKind, secret: string | null): string {
  const snippets = kind === "standard" ? standardSnippets : hmacSnippets;
  return snippets[language](secret === null ? readers[language] : literal(language, secret));
}
