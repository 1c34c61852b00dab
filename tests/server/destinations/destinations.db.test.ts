import { describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditEntries } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { openDestination } from "#server/destinations/open-destination.ts";
import { audited, join, makeTeam, outcome } from "#tests/server/members/fixtures.ts";
import { setLimits } from "#tests/support/plans.ts";
import { makeDesk, rowOf, url } from "./support/team.ts";

const header = { authorization: "Bearer a-key-of-theirs" };

describe("adding", () => {
  test("shows the secret once; what is kept of it and of headers is sealed, and opens for sending", async () => {
    const { api, workspace } = await makeDesk();
    const made = await api.destinations.create({ workspace, name: "Till", url, headers: header });
    expect(made.secret).toMatch(/^whsec_[\w+/]{43}=$/);
    const row = await rowOf(made.id);
    expect(JSON.stringify(row)).not.toMatch(/a-key-of-theirs|whsec_/);
    expect(await openDestination(row, new Date())).toMatchObject({
      url,
      secret: made.secret,
      headers: header,
    });
    const view = await api.destinations.get({ workspace, destinationId: made.id });
    expect(view).toMatchObject({ url, headerNames: ["authorization"], health: "idle", format: "standard" });
    expect(JSON.stringify(view)).not.toMatch(/a-key-of-theirs|whsec_/);
  });

  test("goes on record without keys", async () => {
    const desk = await makeDesk();
    await desk.add({ headers: header });
    const [entry] = await audited(desk, "destination.create");
    expect(entry?.details).toMatchObject({ name: "Till", origin: "http://127.0.0.1:9" });
    expect(JSON.stringify(entry)).not.toMatch(/secret-path|a-key-of-theirs|whsec_/);
  });

  test.each([
    [{ url: "https://10.0.0.1/" }, "destination.url_private"],
    [{ url: "http://example.com/" }, "destination.url_not_https"],
    [{ url: "https://user:word@example.com/" }, "destination.url_credentials"],
    [{ url: "http://localhost:3000/in/some-token" }, "destination.url_inbox"],
    [{ template: "{{" }, "destination.template_unclosed"],
    [{ template: "no JSON" }, "destination.template_no_json"],
    [{ template: "{}", format: "raw" }, "destination.template_raw"],
    [{ filter: { numberIds: [newId()] } }, "number.not_found"],
    [{ filter: { labelIds: [newId()] } }, "label.not_found"],
    [{ filter: { inboxIds: [newId()] } }, "inbox.not_found"],
  ])("refuses %j", async (more, reason) => {
    const desk = await makeDesk();
    expect(await outcome(desk.add(more))).toBe(reason);
    expect(await desk.api.destinations.list({ workspace: desk.workspace })).toEqual([]);
  });

  test("ends where the plan does, also for two at once; one that was deleted makes room", async () => {
    const desk = await makeDesk();
    await setLimits(desk.workspaceId, { destinations: 3 });
    const first = await desk.add();
    await desk.add();
    const both = await Promise.all([outcome(desk.add()), outcome(desk.add())]);
    expect(both.sort()).toEqual(["done", "plan.limit_reached_operator"]);
    await desk.api.destinations.remove({ workspace: desk.workspace, destinationId: first });
    expect(await outcome(desk.add())).toBe("done");
  });
});

describe("who may what", () => {
  test("the team sees destinations, but not where exactly they are; restricted members see none", async () => {
    const desk = await makeDesk();
    const destinationId = await desk.add();
    const { workspace } = desk;
    const agent = await join(desk, "agent");
    const [seen] = await agent.api.destinations.list({ workspace });
    expect(seen).toMatchObject({ id: destinationId, url: "http://127.0.0.1:9" });
    const restricted = await join(desk, "agent", { onlyNumbers: [] });
    expect(await restricted.api.destinations.list({ workspace })).toEqual([]);
    expect(await outcome(restricted.api.destinations.get({ workspace, destinationId }))).toBe(
      "destination.not_found",
    );
  });

  test("only owners and admins change them", async () => {
    const desk = await makeDesk();
    const input = { workspace: desk.workspace, destinationId: await desk.add() };
    const agent = (await join(desk, "agent")).api.destinations;
    const tried = [
      agent.create({ workspace: desk.workspace, name: "x", url }),
      agent.change({ ...input, name: "x" }),
      agent.remove(input),
      agent.disable(input),
      agent.enable({ ...input, backlog: { kind: "skip" } }),
      agent.rotateSecret({ ...input, overlapHours: 0 }),
      agent.showSecret(input),
      agent.preview({ workspace: desk.workspace, format: "standard", template: null }),
      agent.test(input),
    ];
    const outcomes = await Promise.all(tried.map(outcome));
    expect([...new Set(outcomes)]).toEqual(["role.insufficient"]);
    const admin = await join(desk, "admin");
    expect(await outcome(admin.api.destinations.change({ ...input, name: "x" }))).toBe("done");
  });

  test("another workspace's is not there", async () => {
    const desk = await makeDesk();
    const destinationId = await desk.add();
    const { api, workspace } = await makeTeam();
    const input = { workspace, destinationId };
    const tried = [
      api.destinations.get(input),
      api.destinations.change({ ...input, name: "x" }),
      api.destinations.remove(input),
      api.destinations.disable(input),
      api.destinations.enable({ ...input, backlog: { kind: "skip" } }),
      api.destinations.rotateSecret({ ...input, overlapHours: 0 }),
      api.destinations.showSecret(input),
      api.destinations.test(input),
    ];
    const outcomes = await Promise.all(tried.map(outcome));
    expect([...new Set(outcomes)]).toEqual(["destination.not_found"]);
    expect(await rowOf(destinationId)).toMatchObject({ name: "Till", disabledAt: null, deletedAt: null });
  });
});

describe("changing", () => {
  test("leaves what is not named; two who change different things both get theirs", async () => {
    const desk = await makeDesk();
    const input = { workspace: desk.workspace, destinationId: await desk.add({ headers: header }) };
    const { change } = desk.api.destinations;
    await Promise.all([change({ ...input, name: "Other till" }), change({ ...input, ratePerSecond: 5 })]);
    const view = await desk.api.destinations.get(input);
    expect(view).toMatchObject({ name: "Other till", ratePerSecond: 5, url, headerNames: ["authorization"] });
    const none = await change({ ...input, headers: {} });
    expect(none.headerNames).toEqual([]);
    expect((await rowOf(input.destinationId)).sealedHeaders).toBeNull();
  });

  test("a template that is there already keeps the raw format out", async () => {
    const desk = await makeDesk();
    const input = { workspace: desk.workspace, destinationId: await desk.add({ template: '{"a":1}' }) };
    const { change } = desk.api.destinations;
    expect(await outcome(change({ ...input, format: "raw" }))).toBe("destination.template_raw");
    expect(await outcome(change({ ...input, format: "raw", template: null }))).toBe("done");
  });

  test("is on record with what was and is, without what may be a key or names a contact", async () => {
    const desk = await makeDesk();
    const input = { workspace: desk.workspace, destinationId: await desk.add() };
    await desk.api.destinations.change({
      ...{ ...input, name: "Other", url: "http://127.0.0.1:9/other-path", headers: header },
      filter: { chatIds: ["5511999999999@c.us"] },
    });
    const [entry] = await audited(desk, "destination.change");
    expect(entry?.details).toMatchObject({ before: { name: "Till" }, after: { name: "Other" } });
    expect(JSON.stringify(entry)).not.toMatch(/other-path|secret-path|a-key-of-theirs|5511999999999/);
  });
});

describe("secrets", () => {
  test("a new one signs beside the old one for as long as was said, and the older one ends", async () => {
    const { api, workspace } = await makeDesk();
    const first = await api.destinations.create({ workspace, name: "Till", url });
    const input = { workspace, destinationId: first.id };
    const second = await api.destinations.rotateSecret({ ...input, overlapHours: 168 });
    const row = await rowOf(first.id);
    const now = Date.now();
    const open = (atMs: number) => openDestination(row, new Date(atMs));
    expect(await open(now)).toMatchObject({ secret: second.secret, previousSecret: first.secret });
    expect(await open(now + 169 * 3_600_000)).toMatchObject({ secret: second.secret, previousSecret: null });
    await api.destinations.rotateSecret({ ...input, overlapHours: 1 });
    expect(await openDestination(await rowOf(first.id), new Date())).toMatchObject({
      previousSecret: second.secret,
    });
  });

  test("an overlap of nothing ends the old one at once", async () => {
    const { api, workspace } = await makeDesk();
    const { id } = await api.destinations.create({ workspace, name: "Till", url });
    const { secret } = await api.destinations.rotateSecret({ workspace, destinationId: id, overlapHours: 0 });
    expect(await openDestination(await rowOf(id), new Date())).toMatchObject({
      secret,
      previousSecret: null,
    });
    expect((await rowOf(id)).sealedPreviousSecret).toBeNull();
  });

  test("of two who rotate at once the second keeps the first's secret as the old one", async () => {
    const { api, workspace } = await makeDesk();
    const { id } = await api.destinations.create({ workspace, name: "Till", url });
    const rotate = () => api.destinations.rotateSecret({ workspace, destinationId: id, overlapHours: 1 });
    const both = (await Promise.all([rotate(), rotate()])).map(({ secret }) => secret);
    const { secret, previousSecret } = await openDestination(await rowOf(id), new Date());
    expect([secret, previousSecret].sort()).toEqual(both.sort());
  });

  test("whoever looks at one is on record, and the record has no secret", async () => {
    const desk = await makeDesk();
    const { id, secret } = await desk.api.destinations.create({
      workspace: desk.workspace,
      name: "Till",
      url,
    });
    const shown = await desk.api.destinations.showSecret({ workspace: desk.workspace, destinationId: id });
    expect(shown).toEqual({ id, secret });
    const entries = await systemDb().select().from(auditEntries);
    expect(
      entries.filter(({ action, target }) => action === "destination.show_secret" && target === id),
    ).toHaveLength(1);
    expect(JSON.stringify(entries)).not.toContain(secret);
  });
});
