const shownStart = 7;
const shownEnd = 3;

/** What screens show of a key: enough to tell two apart, and less than a third of it. */
export function keyHint(key: string): string {
  if (key.length <= 3 * (shownStart + shownEnd)) return "mf_…";
  return `${key.slice(0, shownStart)}…${key.slice(-shownEnd)}`;
}

/** An API host's address in one form, without `/api/v2`; null when it is not plain http(s). */
export function normaliseOrigin(address: string): string | null {
  const url = URL.parse(address.trim());
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return null;
  return `${url.origin}${url.pathname.replace(/\/+$/, "").replace(/\/api\/v2$/, "")}`;
}
