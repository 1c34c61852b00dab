/** Headers of one connection, or of how a body went over it: they say nothing of what is sent on. */
const ofTheConnection = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** An event's headers as they may go with its body to another program: what its sender signed and said stays. */
export function forwardedHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !ofTheConnection.has(name) && !name.startsWith("proxy-")),
  );
}
