/**
 * Every field that Stripe's types promise to be there, whatever its value: a view that `satisfies` it cannot
 * forget one. The SDK's classes for money (`Decimal`) are made from text by the SDK, so values stay open.
 */
export type AllFields<T> = { [K in keyof T as undefined extends T[K] ? never : K]: unknown } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: unknown;
};

/** A list inside an object, always whole. */
export function listOf<T>(data: T[], url: string) {
  return { object: "list" as const, data, has_more: false, url };
}
