import { beforeEach, describe, expect, test } from "vitest";
import { audited, join, makeTeam, outcome, type Team } from "../members/fixtures.ts";

let team: Team;
beforeEach(async () => {
  team = await makeTeam();
});

const hours = { name: "Hours", shortcut: "hours", text: "Hello {name}, we are open until 18:00." };
const add = (input: Partial<typeof hours> = {}, by = team.api) =>
  by.snippets.add({ workspace: team.workspace, ...hours, ...input });
const shortcuts = async (search?: string) =>
  (await team.api.snippets.list({ workspace: team.workspace, ...(search ? { search } : {}) })).map(
    ({ shortcut }) => shortcut,
  );

describe("a snippet", () => {
  test("is added, changed and deleted, each written down, and added again by undo", async () => {
    const { id } = await add();
    const target = { workspace: team.workspace, snippetId: id };
    await team.api.snippets.change({ ...target, ...hours, shortcut: "opening" });
    expect(await shortcuts()).toEqual(["opening"]);
    const gone = await team.api.snippets.delete(target);
    expect(await shortcuts()).toEqual([]);
    await add({ name: gone.name, shortcut: gone.shortcut, text: gone.text });
    expect(await shortcuts()).toEqual(["opening"]);
    expect(await outcome(team.api.snippets.delete(target))).toBe("snippet.not_found");
    for (const verb of ["create", "change", "delete"] as const) {
      expect((await audited(team, `snippet.${verb}`)).length).toBeGreaterThan(0);
    }
  });

  test("has its shortcut for itself in its workspace, also when two want it at once", async () => {
    const outcomes = await Promise.all([outcome(add()), outcome(add({ name: "Other" }))]);
    expect(outcomes.sort()).toEqual(["done", "snippet.shortcut_taken"]);
    const [one, two] = [await add({ shortcut: "one" }), await add({ shortcut: "two" })];
    const to = (snippetId: string) =>
      team.api.snippets.change({ workspace: team.workspace, snippetId, ...hours, shortcut: "three" });
    const changes = await Promise.all([outcome(to(one.id)), outcome(to(two.id))]);
    expect(changes.sort()).toEqual(["done", "snippet.shortcut_taken"]);
    const other = await makeTeam();
    expect(await outcome(other.api.snippets.add({ workspace: other.workspace, ...hours }))).toBe("done");
  });

  test("is found in shortcuts, names and texts, whatever signs are looked for", async () => {
    await add();
    await add({ name: "100% sure", shortcut: "sure", text: "Yes_we are." });
    expect(await shortcuts("HOU")).toEqual(["hours"]);
    expect(await shortcuts("open until")).toEqual(["hours"]);
    expect(await shortcuts("%")).toEqual(["sure"]);
    expect(await shortcuts("_")).toEqual(["sure"]);
    expect(await shortcuts("\\")).toEqual([]);
  });

  test.each(["", "two words", "ümlaut", "a/b", "x".repeat(41)])(
    "has no shortcut like “%s”",
    async (shortcut) => {
      expect(await outcome(add({ shortcut }))).not.toBe("done");
    },
  );

  test("of 4,097 characters is refused, one of 4,096 is kept", async () => {
    expect(await outcome(add({ text: "x".repeat(4097) }))).not.toBe("done");
    expect(await outcome(add({ text: "x".repeat(4096) }))).toBe("done");
  });

  test("is read by the team and changed by those who write", async () => {
    const [agent, viewer, billing] = [
      await join(team, "agent"),
      await join(team, "viewer"),
      await join(team, "billing"),
    ];
    expect(await outcome(add({}, agent.api))).toBe("done");
    expect(await outcome(add({ shortcut: "no" }, viewer.api))).toBe("role.insufficient");
    expect(await viewer.api.snippets.list({ workspace: team.workspace })).toHaveLength(1);
    expect(await outcome(billing.api.snippets.list({ workspace: team.workspace }))).toBe("role.insufficient");
  });
});
