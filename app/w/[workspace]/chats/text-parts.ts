/** A piece of somebody's words. */
export type TextPart = { text: string; href?: string; isHit?: boolean };

const address = /\b(?:https?:\/\/|www\.)[^\s<>"'`{}|\\^，。；：！？、（）《》「」]+/gi;
/** Ends of sentences that people put right behind an address. */
const trailing = /[.,;:!?…。，；：！？'"»”’]+$/;

/** An address without what does not belong to it: a full stop, a bracket that was opened before it. */
function trimAddress(found: string): string {
  const trimmed = found.replace(trailing, "");
  const closes = trimmed.endsWith(")") && !trimmed.includes("(");
  return closes ? trimAddress(trimmed.slice(0, -1)) : trimmed;
}

/** Where an address leads; null unless it is the web's, because nothing else may be behind a stranger's link. */
export function safeHref(found: string): string | null {
  const url = URL.parse(/^www\./i.test(found) ? `https://${found}` : found);
  return url && (url.protocol === "https:" || url.protocol === "http:") ? url.href : null;
}

/** Splits words into plain text and web addresses; the parts joined are the words. */
export function linkParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    const found = trimAddress(match[0]);
    const href = safeHref(found);
    if (href === null) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: found, href });
    end = match.index + found.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** Splits an excerpt at its marks ⟦ and ⟧, which the search puts around hits. */
export function excerptParts(excerpt: string): TextPart[] {
  return excerpt
    .split("⟦")
    .flatMap((piece, index): TextPart[] => {
      if (index === 0) return [{ text: piece.replaceAll("⟧", "") }];
      const [hit = "", ...rest] = piece.split("⟧");
      return [{ text: hit, isHit: true }, { text: rest.join("") }];
    })
    .filter(({ text }) => text !== "");
}
