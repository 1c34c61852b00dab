import { afterEach, expect, it } from "vitest";
import { stripe } from "#server/billing/stripe.ts";
import { env } from "#server/core/env.ts";
import { forgetSingleton } from "#server/core/singleton.ts";

const before = { ...env() };
afterEach(() => {
  Object.assign(env(), before, { STRIPE_API_BASE: undefined, STRIPE_SECRET_KEY: undefined });
  forgetSingleton("billing.stripe");
});

const base = { STRIPE_API_BASE: "http://127.0.0.1:4242", STRIPE_SECRET_KEY: "sk_test_standin" };

it.each([
  ["with a live key", { STRIPE_SECRET_KEY: "sk_live_money" }],
  ["in production at a public address", { NODE_ENV: "production", PUBLIC_URL: "https://desk.example.com" }],
] as const)("a stand-in is refused %s", (_, settings) => {
  Object.assign(env(), base, settings);
  expect(() => stripe()).toThrow(/STRIPE_API_BASE leads to a stand-in/);
});

it("a built product may be tried with it on the machine itself", () => {
  Object.assign(env(), base, { NODE_ENV: "production", PUBLIC_URL: "http://localhost:3000" });
  expect(() => stripe()).not.toThrow();
});

it("without a key nothing is sold, and whoever tries to pay is told so", () => {
  expect(() => stripe()).toThrow(/sells no plans/);
});
