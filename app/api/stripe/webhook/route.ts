import { answerStripe } from "#server/billing/index.ts";

/** Stripe's events. */
export const POST = (request: Request): Promise<Response> => answerStripe(request);
