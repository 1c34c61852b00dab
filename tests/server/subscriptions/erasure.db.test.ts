import { expect, test } from "vitest";
import { makeConnectedNumber } from "#tests/support/factories.ts";
import { reason, somebody, written } from "../data/erasure-fixtures.ts";
import { runJobs } from "../data/fixtures.ts";
import { makeTeam } from "../members/fixtures.ts";

test("rules that name a contact go with them, and no other does", async () => {
  const { api, workspace, workspaceId } = await makeTeam();
  await makeConnectedNumber(workspaceId);
  const [contact, other] = [somebody(), somebody()];
  const add = (name: string, filter: object) =>
    api.subscriptions.create({ workspace, name, audience: { kind: "everyone" }, filter });
  await add("Their chat", { chatIds: [`${contact}@c.us`] });
  await add("Their number", { keywords: [written(contact)] });
  await add(`About ${written(contact)}`, {});
  await add("Another's chat", { chatIds: [`${other}@c.us`] });
  const names = async () =>
    (await api.subscriptions.list({ workspace })).flatMap(({ name, preset }) => (preset ? [] : [name]));
  const found = await api.data.previewErasure({ workspace, contact: written(contact) });
  expect(found.found).toMatchObject({ subscriptions: 3 });
  await api.data.eraseContact({ workspace, contact: written(contact), reason });
  await runJobs(workspaceId, "erase-contact");
  expect(await names()).toEqual(["Another's chat"]);
});
