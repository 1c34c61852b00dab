import { sql } from "drizzle-orm";
import type { Holding } from "#db/holding.ts";
import { members, users } from "#db/schema/index.ts";

const ofPerson = (column: typeof users.name | typeof users.email) =>
  sql`(select ${column} from ${users} where ${users.id} = ${members.userId})`;

export const memberHoldings: readonly Holding[] = [
  {
    table: members,
    kept: "workspace",
    seenBy: "everyone",
    exported: {
      columns: {
        userId: members.userId,
        name: ofPerson(users.name),
        email: ofPerson(users.email),
        role: members.role,
        onlyNumbers: members.onlyNumbers,
        assignedOnly: members.assignedOnly,
        hidePhones: members.hidePhones,
        noExport: members.noExport,
        suspendedAt: members.suspendedAt,
        frozenAt: members.frozenAt,
        createdAt: members.createdAt,
      },
    },
    contact: { nothing: "Colleagues, who are no contacts." },
  },
];
