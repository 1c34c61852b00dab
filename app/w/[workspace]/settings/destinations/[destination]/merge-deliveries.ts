import type { DeliveryPage, DeliveryView } from "#server/deliveries/schemas.ts";

/**
 * Each delivery once, newest first. The first page was read last, so it knows best; ids grow with time.
 * @param pages all of them from the top, read some time ago
 */
export function mergeDeliveries(
  head: readonly DeliveryView[],
  pages: readonly DeliveryPage[],
): DeliveryView[] {
  const byId = new Map<string, DeliveryView>();
  for (const delivery of [...head, ...pages.flatMap(({ deliveries }) => deliveries)]) {
    if (!byId.has(delivery.id)) byId.set(delivery.id, delivery);
  }
  return [...byId.values()].sort((one, other) => (one.id < other.id ? 1 : -1));
}
