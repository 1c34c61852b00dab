"use client";

import { useFormatter } from "next-intl";

/** Writes an amount of the currency's smallest unit; whole amounts without their zeros. */
export function useMoney(): (amount: number, currency?: string) => string {
  const format = useFormatter();
  return (amount, currency = "usd") =>
    format.number(amount / 100, {
      ...{ style: "currency", currency: currency.toUpperCase() },
      minimumFractionDigits: amount % 100 === 0 ? 0 : 2,
    });
}
