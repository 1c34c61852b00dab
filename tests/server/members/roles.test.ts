import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  allRoles,
  isRestrictable,
  may,
  mayAssign,
  permissions,
  permits,
  type Role,
  tokenScopes,
} from "#server/members/index.ts";
import { isRaise } from "#server/members/roles.ts";

const role = fc.constantFrom(...allRoles);
const someRoleOrNone = fc.option(role, { nil: null });
const permission = fc.constantFrom(...permissions);

/** Everything that a role may do. */
const powers = (of: Role) => permissions.filter((one) => may(of, one));

describe("whoever gives roles", () => {
  test("never gives one that may more than their own", () => {
    fc.assert(
      fc.property(role, someRoleOrNone, role, (giver, from, to) => {
        if (!mayAssign(giver, from, to)) return;
        expect(powers(giver)).toEqual(expect.arrayContaining(powers(to)));
      }),
    );
  });

  test("manages members, and touches owners only as an owner", () => {
    fc.assert(
      fc.property(role, someRoleOrNone, someRoleOrNone, (giver, from, to) => {
        if (!mayAssign(giver, from, to)) return;
        expect(may(giver, "members.manage")).toBe(true);
        if (from === "owner" || to === "owner") expect(giver).toBe("owner");
      }),
    );
  });

  test("who may make one change may make the way back", () => {
    fc.assert(
      fc.property(role, someRoleOrNone, someRoleOrNone, (giver, from, to) => {
        expect(mayAssign(giver, from, to)).toBe(mayAssign(giver, to, from));
      }),
    );
  });
});

describe("restrictions", () => {
  test("never let anybody do what they could not do without", () => {
    fc.assert(
      fc.property(role, permission, (of, what) => {
        if (permits({ role: of, noExport: true }, what)) {
          expect(permits({ role: of, noExport: false }, what)).toBe(true);
        }
        expect(permits({ role: of, noExport: false }, what)).toBe(may(of, what));
      }),
    );
  });

  test("without export nothing leaves in bulk, by tokens neither", () => {
    for (const of of allRoles) {
      const allowed = permissions.filter((what) => permits({ role: of, noExport: true }, what));
      expect(allowed.filter((what) => what.endsWith(".export") || what === "tokens.own")).toEqual([]);
    }
  });

  test("are for nobody who could lift their own", () => {
    for (const of of allRoles) if (isRestrictable(of)) expect(may(of, "members.manage")).toBe(false);
  });
});

describe("the table", () => {
  test("an owner may everything, and every permission has somebody", () => {
    for (const what of permissions) expect(may("owner", what)).toBe(true);
  });

  test("a raise is what adds a power, so there is none without a change, and none from an owner", () => {
    fc.assert(
      fc.property(role, role, (from, to) => {
        const gained = powers(to).filter((what) => !may(from, what));
        expect(isRaise(from, to)).toBe(gained.length > 0);
      }),
    );
    for (const to of allRoles) expect(isRaise("owner", to)).toBe(false);
  });

  test("programs never manage members, keys, security or the workspace", () => {
    const forbidden = tokenScopes.filter((scope) =>
      /\.(manage|update|delete|transfer|erase|retention|own)$/.test(scope),
    );
    expect(forbidden).toEqual([]);
  });
});
