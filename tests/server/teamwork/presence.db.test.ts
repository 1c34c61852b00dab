import { eq } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { chatPresence } from "#db/schema/index.ts";
import { follow, type Topic } from "#server/live/index.ts";
import { sweepPresence } from "#server/teamwork/index.ts";
import { judge } from "#server/teamwork/presence.ts";
import { presenceEveryMs, presenceLeaseMs } from "#server/teamwork/schemas.ts";
import { join, outcome } from "../members/fixtures.ts";
import { type ChatTeam, makeChatTeam } from "./fixtures.ts";

let team: ChatTeam;
beforeEach(async () => {
  team = await makeChatTeam();
});

type State = "viewing" | "writing" | null;
const be = (state: State, by = team.api, tab = "tab-of-mine") =>
  by.teamwork.bePresent({ workspace: team.workspace, chat: team.chat, state, tab });
const seenBy = async (by: ChatTeam["api"], chat = team.chat) =>
  (await by.teamwork.present({ workspace: team.workspace, chat })).map(({ userId, state }) => [
    userId,
    state,
  ]);
const rowsOf = () =>
  systemDb().select().from(chatPresence).where(eq(chatPresence.workspaceId, team.workspaceId));
/** Makes every lease look as if it had been written that long ago. */
const wait = (ms: number) =>
  systemDb()
    .update(chatPresence)
    .set({ until: new Date(Date.now() + presenceLeaseMs - ms) })
    .where(eq(chatPresence.workspaceId, team.workspaceId));

/** What the workspace's screens were told while something was done. */
async function topicsDuring(act: () => Promise<unknown>): Promise<(Topic | null)[]> {
  const heard: (Topic | null)[] = [];
  const stop = follow(team.workspaceId, (topic) => heard.push(topic));
  // The first LISTEN has to stand before anything is said.
  await new Promise((resolve) => setTimeout(resolve, 200));
  heard.length = 0;
  await act();
  await new Promise((resolve) => setTimeout(resolve, 200));
  stop();
  return heard.filter((topic) => topic === "presence");
}

describe("others at a chat", () => {
  test("are told with what they do, and nobody is told of themselves", async () => {
    await be("viewing");
    expect(await be("writing", team.agent.api)).toMatchObject([{ userId: team.ownerId, state: "viewing" }]);
    expect(await seenBy(team.api)).toEqual([[team.agent.userId, "writing"]]);
    expect(await seenBy(team.agent.api)).toEqual([[team.ownerId, "viewing"]]);
    expect(await seenBy(team.api, team.otherChat)).toEqual([]);
  });

  test("are gone when they say so, when their lease ends, and from the table when it is swept", async () => {
    await be("viewing", team.agent.api);
    await be(null, team.agent.api);
    expect(await seenBy(team.api)).toEqual([]);
    await be("writing", team.agent.api);
    await wait(presenceLeaseMs + 1);
    expect(await seenBy(team.api)).toEqual([]);
    await sweepPresence(new Date());
    expect(await rowsOf()).toEqual([]);
  });

  test("are not seen, nor joined, by whoever may not see the chat", async () => {
    await be("writing");
    const restricted = [
      await join(team, "agent", { onlyNumbers: [team.otherNumberId] }),
      await join(team, "agent", { assignedOnly: true }),
    ];
    for (const { api } of restricted) {
      expect(await outcome(seenBy(api))).toBe("chat.not_found");
      expect(await outcome(be("viewing", api))).toBe("chat.not_found");
    }
    expect(await seenBy(team.agent.api)).toEqual([[team.ownerId, "writing"]]);
  });

  test("are seen by a viewer, who is not there for anybody", async () => {
    const viewer = await join(team, "viewer");
    await be("viewing");
    expect(await seenBy(viewer.api)).toEqual([[team.ownerId, "viewing"]]);
    expect(await outcome(be("viewing", viewer.api))).toBe("role.insufficient");
  });
});

describe("of two tabs of one member", () => {
  test("one that looks does not silence one that writes, until that one stops", async () => {
    await be("writing", team.api, "tab-that-writes");
    await be("viewing", team.api, "tab-that-looks");
    expect(await seenBy(team.agent.api)).toEqual([[team.ownerId, "writing"]]);
    await be(null, team.api, "tab-that-looks");
    expect(await seenBy(team.agent.api)).toEqual([[team.ownerId, "writing"]]);
    await be("viewing", team.api, "tab-that-writes");
    expect(await seenBy(team.agent.api)).toEqual([[team.ownerId, "viewing"]]);
  });
});

describe("it is cheap", () => {
  test("a tab that says the same again within ten seconds writes nothing, and later only its lease", async () => {
    await be("viewing");
    const [first] = await rowsOf();
    await be("viewing");
    expect(await rowsOf()).toEqual([first]);
    await wait(presenceEveryMs);
    const [aged] = await rowsOf();
    await be("viewing");
    const [extended] = await rowsOf();
    expect(extended?.until.getTime()).toBeGreaterThan(aged?.until.getTime() ?? 0);
  });

  test("screens are nudged when something changes, not by a lease that goes on", async () => {
    expect(await topicsDuring(() => be("viewing"))).toHaveLength(1);
    expect(await topicsDuring(() => be("viewing"))).toHaveLength(0);
    await wait(presenceEveryMs);
    expect(await topicsDuring(() => be("viewing"))).toHaveLength(0);
    expect(await topicsDuring(() => be("writing"))).toHaveLength(1);
    expect(await topicsDuring(() => be(null))).toHaveLength(1);
    expect(await topicsDuring(() => be(null))).toHaveLength(0);
  });

  test("however often one tab speaks, it writes at most once in nine seconds unless it changes what it says", () => {
    const steps = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 30_000 }) }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (said) => {
        let now = 1_700_000_000_000;
        let writtenAt = Number.NEGATIVE_INFINITY;
        let known: Parameters<typeof judge>[0];
        for (const { afterMs } of said) {
          now += afterMs;
          const change = judge(known, { state: "viewing", tab: "one-tab-only" }, new Date(now));
          if (change === null) continue;
          expect(now - writtenAt).toBeGreaterThanOrEqual(presenceEveryMs - 1_000);
          writtenAt = now;
          known = { state: "viewing", tab: "one-tab-only", until: new Date(now + presenceLeaseMs) };
        }
      }),
    );
  });

  test("a tab that speaks every ten seconds is never gone in between", () => {
    let now = 1_700_000_000_000;
    let known: Parameters<typeof judge>[0];
    for (let beat = 0; beat < 100; beat++, now += presenceEveryMs) {
      if (known) expect(known.until.getTime()).toBeGreaterThan(now);
      const change = judge(known, { state: "writing", tab: "one-tab-only" }, new Date(now));
      if (change !== null) {
        known = { state: "writing", tab: "one-tab-only", until: new Date(now + presenceLeaseMs) };
      }
    }
  });
});

describe("a draft", () => {
  const save = (text: string, by = team.api) =>
    by.teamwork.saveDraft({ workspace: team.workspace, chat: team.chat, text });
  const read = async (by = team.api) =>
    (await by.teamwork.draft({ workspace: team.workspace, chat: team.chat }))?.text ?? null;

  test("is each member's own, one for a chat, with its spaces; nothing is no draft", async () => {
    await save("Good morn");
    await save("Good morning, ");
    await save("Other words", team.agent.api);
    expect(await read()).toBe("Good morning, ");
    expect(await read(team.agent.api)).toBe("Other words");
    await save("  ");
    expect(await read()).toBeNull();
    expect(await read(team.agent.api)).toBe("Other words");
  });

  test("goes with the words that are sent, its author's alone", async () => {
    await save("Good morning");
    await save("Other words", team.agent.api);
    await team.api.messages.send({
      ...{ workspace: team.workspace, chat: team.chat, idempotencyKey: crypto.randomUUID() },
      content: { kind: "text", text: "Good morning" },
    });
    expect(await read()).toBeNull();
    expect(await read(team.agent.api)).toBe("Other words");
  });

  test("of two tabs that save at once, one stays and none fails", async () => {
    await Promise.all(["a", "b", "c", "d"].map((text) => save(text)));
    expect(["a", "b", "c", "d"]).toContain(await read());
  });

  test("is neither kept nor read in a chat out of sight", async () => {
    const them = await join(team, "agent", { onlyNumbers: [team.otherNumberId] });
    expect(await outcome(save("Hello", them.api))).toBe("chat.not_found");
    expect(await outcome(read(them.api))).toBe("chat.not_found");
  });
});
