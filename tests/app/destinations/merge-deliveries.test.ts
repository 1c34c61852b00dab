import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeDeliveries } from "#app/w/[workspace]/settings/destinations/[destination]/merge-deliveries.ts";
import type { DeliveryView } from "#server/deliveries/schemas.ts";

const idOf = (n: number) => `018f0000-0000-7000-8000-${String(n).padStart(12, "0")}`;

const delivery = (n: number, state: DeliveryView["state"]): DeliveryView => ({
  id: idOf(n),
  destination: { id: idOf(0), name: "CRM" },
  ...{ eventId: idOf(n), seq: n, event: "message.received", state, attempts: 1, isReplay: false },
  ...{ dueAt: null, lastStatus: null, lastError: null, createdAt: "", endedAt: null },
});

const pageOf = (ids: readonly number[]) => ({
  deliveries: ids.map((id) => delivery(id, "pending")),
  nextCursor: null,
});

test("what was read last stands for what was read before", () => {
  const rows = mergeDeliveries([delivery(3, "delivered")], [pageOf([3, 2]), pageOf([1])]);
  expect(rows.map(({ seq, state }) => `${seq} ${state}`)).toEqual(["3 delivered", "2 pending", "1 pending"]);
});

test("each delivery stands once, in order, however many came while pages were read", () => {
  const ids = fc.uniqueArray(fc.nat({ max: 200 }));
  fc.assert(
    fc.property(ids, fc.array(ids), (head, pages) => {
      const rows = mergeDeliveries(
        head.map((id) => delivery(id, "delivered")),
        pages.map(pageOf),
      );
      const all = [...new Set([...head, ...pages.flat()])].sort((one, other) => other - one);
      expect(rows.map(({ seq }) => seq)).toEqual(all);
    }),
  );
});
