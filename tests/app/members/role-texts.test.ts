import { describe, expect, test } from "vitest";
import { locales } from "#app/_lib/i18n/locales.ts";
import { loadMessages } from "#app/_lib/i18n/messages.ts";
import { allRoles, roleTable } from "#server/members/roles.ts";

describe.each(locales)("the page of roles in %s", (locale) => {
  test("has a text for every permission and every resource of the table, and for no other", async () => {
    const { members } = await loadMessages(locale);
    const actions = (table: Record<string, object>) =>
      Object.entries(table)
        .flatMap(([resource, cells]) => Object.keys(cells).map((action) => `${resource}.${action}`))
        .sort();
    expect(actions(members.permissions)).toEqual(actions(roleTable));
    expect(Object.keys(members.resources).sort()).toEqual(Object.keys(roleTable).sort());
  });

  test("has a name and a hint for every role", async () => {
    const { common, members } = await loadMessages(locale);
    expect(Object.keys(common.roles).sort()).toEqual([...allRoles].sort());
    expect(Object.keys(members.roleHints).sort()).toEqual([...allRoles].sort());
  });
});
