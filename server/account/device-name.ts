import Bowser from "bowser";

/** What a browser says of itself, as people call it; null where it does not say. */
export function deviceOf(userAgent: string | null): { browser: string | null; os: string | null } {
  if (!userAgent) return { browser: null, os: null };
  const { browser, os } = Bowser.parse(userAgent);
  return { browser: browser.name || null, os: os.name || null };
}

/** `Chrome, macOS`, for a mail. */
export function deviceName(userAgent: string | null): string {
  const { browser, os } = deviceOf(userAgent);
  return [browser, os].filter((part) => part !== null).join(", ") || "?";
}
