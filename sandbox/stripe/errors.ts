type ErrorType = "api_error" | "card_error" | "idempotency_error" | "invalid_request_error";

type ErrorFields = {
  code?: string;
  param?: string;
  decline_code?: string;
  payment_intent?: unknown;
};

/** An expected refusal, answered as `{"error": …}`. */
export class StripeError extends Error {
  readonly status: number;
  readonly type: ErrorType;
  readonly fields: ErrorFields;
  constructor(status: number, type: ErrorType, message: string, fields: ErrorFields = {}) {
    super(message);
    this.status = status;
    this.type = type;
    this.fields = fields;
  }
}

/** A request that Stripe refuses before or while it works on it. */
export function invalid(message: string, fields: ErrorFields = {}): StripeError {
  return new StripeError(400, "invalid_request_error", message, fields);
}

/** `noun` as Stripe names the object: "customer", "subscription", "price". */
export function missing(noun: string, id: string, param: string, status = 400): StripeError {
  return new StripeError(status, "invalid_request_error", `No such ${noun}: '${id}'`, {
    code: "resource_missing",
    param,
  });
}

export function unknownUrl(method: string, path: string): StripeError {
  return new StripeError(
    404,
    "invalid_request_error",
    `Unrecognized request URL (${method}: ${path}). The stand-in serves what Moltdesk uses; see sandbox/stripe/routes.`,
  );
}
