import { STATUS_CODES } from "node:http";
import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { ZodError } from "zod";
import { DomainError, type ErrorCode } from "#server/core/errors.ts";
import type { Limited } from "#server/core/quota.ts";
import type { ApiContext } from "./context.ts";
import { headersOf, publicError, trpcCodes } from "./error-map.ts";

/** The status that a refusal has over plain HTTP: the one that tRPC gives it. */
export const httpStatusOf = (code: ErrorCode): number =>
  getHTTPStatusCodeFromError(new TRPCError({ code: trpcCodes[code] }));

/** How wrong input is told; `fields` names what is wrong. */
const wrongInput = "Something in the address of this request is wrong: see “fields”.";

type ProblemContext = Pick<ApiContext, "requestId" | "quota">;

/** The problem type of draft-ietf-httpapi-ratelimit-headers. */
const quotaExceeded = ({ limiter, quota }: Limited) => ({
  type: "https://iana.org/assignments/http-problem-types#quota-exceeded",
  "violated-policies": [quota?.policy ?? limiter],
});

/**
 * A refusal of a plain HTTP door as problem details (RFC 9457), with our stable `reason` beside them. Takes wrong input
 * (ZodError) too.
 * @throws whatever is no refusal of ours
 */
export function problemOf(error: unknown, { requestId, quota }: ProblemContext): Response {
  const isRefusal = error instanceof DomainError;
  if (!isRefusal && !(error instanceof ZodError)) throw error;
  const status = httpStatusOf(isRefusal ? error.code : "invalid");
  const problem = {
    ...(isRefusal && error.limited && quotaExceeded(error.limited)),
    ...{ title: STATUS_CODES[status], status, detail: isRefusal ? error.message : wrongInput },
    ...publicError(error, requestId),
  };
  return new Response(JSON.stringify(problem), {
    status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...headersOf([{ cause: error }], quota),
    },
  });
}
