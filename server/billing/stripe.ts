import Stripe from "stripe";
import { EnvError, env } from "#server/core/env.ts";
import { DomainError } from "#server/core/errors.ts";
import { singleton } from "#server/core/singleton.ts";

/** Stripe answers in a fraction of this; a page or a webhook does not wait for one that hangs. */
const timeoutMs = 10_000;

const isTestKey = (key: string) => /^[sr]k_test_/.test(key);

/** A built product that is tried on the machine itself sells nothing to anybody. */
const isAtHome = (url: string) =>
  /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);

/** Where a stand-in listens, in the parts that the SDK takes. */
function baseOf(key: string): { host: string; port: string; protocol: "http" | "https" } | null {
  const base = env().STRIPE_API_BASE;
  if (!base) return null;
  const isInEarnest = env().NODE_ENV === "production" && !isAtHome(env().PUBLIC_URL);
  if (isInEarnest || !isTestKey(key)) {
    throw new EnvError(
      "STRIPE_API_BASE leads to a stand-in that takes no money: it is refused in production at a public address, and with a key that is not sk_test_…. Leave it empty to use Stripe.",
    );
  }
  const { hostname, port, protocol } = new URL(base);
  const isPlain = protocol === "http:";
  return { host: hostname, port: port || (isPlain ? "80" : "443"), protocol: isPlain ? "http" : "https" };
}

function connect(): Stripe {
  const key = env().STRIPE_SECRET_KEY;
  if (!key) {
    throw new DomainError(
      "conflict",
      "billing.off",
      "This installation sells no plans, so there is nothing to pay or change.",
    );
  }
  return new Stripe(key, {
    timeout: timeoutMs,
    maxNetworkRetries: 1,
    appInfo: { name: "Moltdesk" },
    telemetry: false,
    ...baseOf(key),
  });
}

/**
 * The one client of Stripe.
 * @throws DomainError conflict `billing.off` without a key; EnvError for a stand-in where none may be
 */
export const stripe = (): Stripe => singleton("billing.stripe", connect);

/** Whether the key is one for real money; events of the other kind are refused. */
export const isLive = (): boolean => !isTestKey(env().STRIPE_SECRET_KEY ?? "");

/** What we asked for is not right for Stripe, a price that was taken away say. */
export const isRefused = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError;

/** Stripe does not know this object (any more). */
export const isMissing = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError && error.code === "resource_missing";

/**
 * Makes of Stripe's trouble a refusal that says what to do; nothing was changed here.
 * @throws DomainError `billing.unreachable` or `billing.refused`
 */
export async function askStripe<T>(work: (client: Stripe) => Promise<T>): Promise<T> {
  try {
    return await work(stripe());
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    throw isRefused(error)
      ? new DomainError(
          "upstream",
          "billing.refused",
          `Stripe refused this (${error.code ?? error.type}), so nothing was changed. Try again; if it stays so, write to us with the request's number.`,
          { params: { code: error.code ?? error.type }, cause: error },
        )
      : new DomainError(
          "unavailable",
          "billing.unreachable",
          "Stripe cannot be reached at the moment, so nothing was changed. Your plan stays as it is; try again in a few minutes.",
          { cause: error },
        );
  }
}
