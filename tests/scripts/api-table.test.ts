import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { coreOperations, permissionOf, withFreshTable } from "#scripts/api-table.ts";
import { servedBy } from "#server/api/operations.ts";
import { operations } from "#server/moltflow/index.ts";

describe("MoltFlow's core operations", () => {
  test("are 47, and each has a procedure that is there", () => {
    expect(coreOperations).toHaveLength(47);
    const unserved = coreOperations.filter((id) => !servedBy[id]);
    expect(unserved).toEqual([]);
    for (const id of coreOperations) {
      const path = servedBy[id]?.procedure ?? "";
      expect(permissionOf(path), `${id} → ${path}`).toBeTypeOf("string");
    }
  });

  test("that change something go before those that only look", () => {
    for (const id of coreOperations) {
      if (operations[id].method !== "GET") expect(servedBy[id]?.class, id).toBe("send");
    }
  });

  test("stand in the documentation as they are", async () => {
    const document = await readFile("docs/api.md", "utf8");
    expect(document).toBe(withFreshTable(document));
  });
});
