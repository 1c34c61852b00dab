import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { env } from "#server/core/env.ts";
import { newId } from "#server/core/ids.ts";

/** Headers by which our server tells Next about a request; whatever a client sends under these names is replaced. */
export const clientIpHeader = "x-moltdesk-ip";
/** The path with its query, which Next does not tell a layout. */
export const pathHeader = "x-moltdesk-path";
const requestIdHeader = "x-request-id";
const nonceHeader = "x-nonce";

/** Where a sign-in form may lead in the end; browsers apply `form-action` to redirects too. */
function formTargets(): string {
  const { GOOGLE_CLIENT_ID, GITHUB_CLIENT_ID } = env();
  const targets = ["'self'"];
  if (GOOGLE_CLIENT_ID) targets.push("https://accounts.google.com");
  if (GITHUB_CLIENT_ID) targets.push("https://github.com");
  return targets.join(" ");
}

/**
 * sonner adds its styles by script and takes no nonce. It makes the element empty and fills it, so a browser asks for
 * both hashes; a new version of sonner has a new second one (the end-to-end tests watch for refusals).
 */
const sonnerStyles =
  "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY='";

/**
 * Radix renders five style attributes on the server: a select's value and its hidden native twin, that of a checkbox,
 * tabs without an outline and without an entrance. What scripts set later passes without being named. A new attribute
 * has a new hash (the end-to-end tests watch for refusals).
 */
const renderedStyles = [
  "'unsafe-hashes'",
  "'sha256-1OjyRYLAOH1vhXLUN4bBHal0rWxuwBDBP220NNc0CNU='",
  "'sha256-uHMRMH/uk4ERGIkgk2bUAqw+i1tFFbeiOQTApmnK3t4='",
  "'sha256-2cnE1GtP/E924RqY1dke4GjgMTwo242VoJSnZn4Jdcw='",
  "'sha256-MtxTLcyxVEJFNLEIqbVTaqR4WWr0+lYSZ78AzGmNsuA='",
  "'sha256-PhrR5O1xWiklTp5YfH8xWeig83Y/rhbrdb5whLn1pSg='",
].join(" ");

function contentSecurityPolicy(nonce: string): string {
  const isDevelopment = env().NODE_ENV === "development";
  const directives = {
    "default-src": "'self'",
    // Development builds evaluate code for hot reloading.
    "script-src": `'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    // In development Next adds styles of its own; a nonce would switch 'unsafe-inline' off again.
    "style-src": isDevelopment ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}' ${sonnerStyles}`,
    "style-src-attr": isDevelopment ? "'unsafe-inline'" : renderedStyles,
    "img-src": "'self' data: blob:",
    "connect-src": "'self'",
    "font-src": "'self'",
    // Shows notifications (`public/push-worker.js`); what may run in it is said of it by the same policy.
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": formTargets(),
    "frame-ancestors": "'none'",
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");
}

/** Pictures that members uploaded. The route cannot set a policy of its own: Next keeps the one that it finds. */
const picturePath = /^\/w\/[^/?]+\/picture(?:\?|$)/;
/** Should a browser ever take a picture for a page, nothing in it runs or loads. */
const picturePolicy = "default-src 'none'; sandbox";

/** The address a request came from: the socket's, or what the trusted proxies in front say. */
export function clientIp(request: IncomingMessage): string {
  const hops = env().TRUSTED_PROXIES;
  const forwarded = [request.headers["x-forwarded-for"] ?? []].flat().join(",").split(",");
  const claimed = hops > 0 ? forwarded.at(-hops)?.trim() : undefined;
  return claimed || request.socket.remoteAddress || "unknown";
}

/** Gives a request its id, address and nonce, and its answer the headers that every page carries. */
export function secure(request: IncomingMessage, response: ServerResponse): void {
  const nonce = randomBytes(16).toString("base64");
  const isPicture = picturePath.test(request.url ?? "");
  const policy = isPicture ? picturePolicy : contentSecurityPolicy(nonce);
  const requestId = newId();
  request.headers[requestIdHeader] = requestId;
  request.headers[clientIpHeader] = clientIp(request);
  request.headers[pathHeader] = request.url ?? "/";
  request.headers[nonceHeader] = nonce;
  // Next reads the nonce for its own scripts from the policy on the request.
  request.headers["content-security-policy"] = policy;
  response.setHeader("Content-Security-Policy", policy);
  response.setHeader("X-Request-Id", requestId);
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Referrer-Policy", "strict-origin-when-cross-origin");
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
  if (env().PUBLIC_URL.startsWith("https://")) {
    response.setHeader("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
  }
}
