const privateNames = /(^|\.)(localhost|local|internal|intranet|lan|home\.arpa)$/;

const isPrivateIpv4 = (a: number, b: number): boolean =>
  a === 0 ||
  a === 10 ||
  a === 127 ||
  a >= 224 ||
  (a === 100 && b >= 64 && b < 128) ||
  (a === 169 && b === 254) ||
  (a === 172 && b >= 16 && b < 32) ||
  (a === 192 && (b === 0 || b === 168)) ||
  (a === 198 && (b === 18 || b === 19));

/** `hostname` is a parsed URL's, so an IPv4 address has its four decimal parts whatever was typed. */
function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/\.$/, "");
  // Of IPv6, only 2000::/3 is the public internet; parts of it wrap IPv4 addresses.
  if (host.startsWith("[")) return !/^\[[23]/.test(host) || /^\[(2002:|2001:0?:)/.test(host);
  const parts = /^(\d+)\.(\d+)\.\d+\.\d+$/.exec(host);
  if (parts) return isPrivateIpv4(Number(parts[1]), Number(parts[2]));
  return privateNames.test(host) || !host.includes(".");
}

/** Why MoltFlow could not fetch a file from this address, as the end of a reason; null when it can try. */
export function refuseMediaUrl(text: string): "url_invalid" | "url_scheme" | "url_private" | null {
  const url = URL.parse(text);
  if (url === null || /\s/.test(text) || url.username !== "" || url.password !== "") return "url_invalid";
  if (url.protocol !== "https:") return "url_scheme";
  return isPrivateHost(url.hostname) ? "url_private" : null;
}

const says = (bytes: Uint8Array, at: number, word: string): boolean =>
  [...word].every((letter, index) => bytes[at + index] === letter.charCodeAt(0));

/** Whether a file is by its first bytes what it has to be: WebP for a sticker, MP4 for a GIF. */
export function isMedia(kind: "sticker" | "gif", bytes: Uint8Array): boolean {
  if (kind === "sticker") return says(bytes, 0, "RIFF") && says(bytes, 8, "WEBP");
  return says(bytes, 4, "ftyp") && !says(bytes, 8, "qt  ");
}
