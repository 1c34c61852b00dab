import { messageOf } from "#server/core/errors.ts";
import { BlockedAddressError, UnresolvedError } from "./checked-lookup.ts";

/** Why a request got no answer, or one that does not count. */
export type SendError =
  | "status"
  | "redirect"
  | "timeout"
  | "connect"
  | "dns"
  | "tls"
  | "closed"
  | "blocked_address";

const tlsCodes =
  /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|HOSTNAME_MISMATCH|ERROR_IN_CERT|EPROTO$)/;

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "";

/** @param hasBegun whether the request was on its way, so that the other side may have it */
export function troubleOf(
  error: unknown,
  { hasBegun }: { hasBegun: boolean },
): { kind: SendError; detail: string } {
  if (error instanceof BlockedAddressError) return { kind: "blocked_address", detail: error.message };
  if (error instanceof UnresolvedError) {
    return { kind: "dns", detail: [error.message, codeOf(error.cause)].filter(Boolean).join(" ") };
  }
  const code = codeOf(error);
  const detail = [code, messageOf(error)].filter((part) => part !== "").join(": ");
  if (hasBegun) return { kind: "closed", detail };
  if (code === "UND_ERR_CONNECT_TIMEOUT") return { kind: "timeout", detail };
  return { kind: tlsCodes.test(code) ? "tls" : "connect", detail };
}
