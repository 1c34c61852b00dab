import { problemOf } from "#server/api/http-error.ts";
import { DomainError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { log } from "#server/core/log.ts";
import { receiveStripeEvent } from "./receive-event.ts";

/** Stripe's own events have a few kilobytes; nobody else needs to send us more. */
const maxBytes = 512 * 1024;

/** The body as it came, byte for byte, because the signature is over that. @throws DomainError invalid `billing.size` */
async function readBody(request: Request): Promise<string> {
  const tooLarge = () => new DomainError("invalid", "billing.size", "An event of Stripe has at most 512 kB.");
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body ?? []) {
    size += part.byteLength;
    if (size > maxBytes) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

/**
 * The door for Stripe's events: 200 with a receipt, 400 for what is none of Stripe's, and 500 when we could not do our
 * part, so that Stripe sends it again.
 */
export async function answerStripe(request: Request): Promise<Response> {
  const requestId = newId();
  try {
    const body = await readBody(request);
    return Response.json(await receiveStripeEvent(body, request.headers.get("stripe-signature")));
  } catch (error) {
    if (error instanceof DomainError && error.code === "invalid") return problemOf(error, { requestId });
    if (error instanceof DomainError) log().error({ err: error, requestId }, "Stripe's event was not taken");
    return Response.json({ title: "Not done; send it again.", status: 500, requestId }, { status: 500 });
  }
}
