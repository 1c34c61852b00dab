export const timeZoneCookie = "moltdesk.timezone";

/** The zone if this machine knows it, else UTC. The value comes from a cookie, so it may be anything. */
export function chooseTimeZone(wanted: string | undefined): string {
  if (!wanted) return "UTC";
  try {
    return new Intl.DateTimeFormat("en", { timeZone: wanted }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return "UTC";
    throw error;
  }
}
