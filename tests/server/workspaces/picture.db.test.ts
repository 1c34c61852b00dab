import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditEntries, workspacePictures } from "#db/schema/index.ts";
import { listMemberships, readPicture } from "#server/workspaces/index.ts";
import { maxPictureBytes } from "#server/workspaces/schemas.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { jpeg, png } from "./pictures.ts";

async function makeOffice() {
  const place = await makeWorkspace("Office");
  const { workspaces } = await callerOf(place.owner);
  const { slug: workspace, workspaceId, ownerId } = place;
  const upload = (bytes: Buffer) => workspaces.setPicture({ workspace, base64: bytes.toString("base64") });
  const version = async () => (await listMemberships(ownerId))[0]?.pictureVersion;
  return { workspaces, workspace, workspaceId, upload, version };
}

test("a picture is kept as it came, under a version that changes with it, until it is removed", async () => {
  const { workspaces, workspace, workspaceId, upload, version } = await makeOffice();
  expect(await version()).toBeNull();
  const first = await upload(png(64, 64));
  expect(await readPicture(workspaceId)).toEqual({ contentType: "image/png", body: png(64, 64) });
  const second = await upload(jpeg(64, 64));
  expect(second).not.toEqual(first);
  expect(await version()).toBe(second.pictureVersion);
  expect(await readPicture(workspaceId)).toMatchObject({ contentType: "image/jpeg" });

  await workspaces.removePicture({ workspace });
  await workspaces.removePicture({ workspace });
  expect(await version()).toBeNull();
  expect(await readPicture(workspaceId)).toBeNull();
  const entries = await systemDb()
    .select({ action: auditEntries.action })
    .from(auditEntries)
    .where(eq(auditEntries.workspaceId, workspaceId));
  expect(entries.map(({ action }) => action)).toEqual([
    "workspace.create",
    "workspace.set_picture",
    "workspace.set_picture",
    "workspace.remove_picture",
  ]);
});

test("what is no picture, or a too large one, is refused with its reason and not kept", async () => {
  const { workspaces, workspace, workspaceId, upload, version } = await makeOffice();
  const svg = Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>");
  await expect(upload(svg)).rejects.toMatchObject({ cause: { reason: "workspace.picture_format" } });
  await expect(upload(Buffer.alloc(maxPictureBytes + 1))).rejects.toMatchObject({
    cause: { reason: "workspace.picture_large" },
  });
  for (const base64 of ["data:image/png;base64,AAAA", "?", "A".repeat(400_000)]) {
    await expect(workspaces.setPicture({ workspace, base64 })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  }
  expect(await version()).toBeNull();
  expect(await readPicture(workspaceId)).toBeNull();
});

test("two pictures at once: one of them is shown, under its own version", async () => {
  const { workspaceId, upload, version } = await makeOffice();
  const uploads = await Promise.all([png(1, 1), png(2, 2), png(3, 3)].map(upload));
  const picture = await readPicture(workspaceId);
  const shown = [png(1, 1), png(2, 2), png(3, 3)].findIndex((bytes) => picture?.body.equals(bytes));
  expect(await version()).toBe(uploads[shown]?.pictureVersion);
  const rows = await systemDb()
    .select({ workspaceId: workspacePictures.workspaceId })
    .from(workspacePictures)
    .where(eq(workspacePictures.workspaceId, workspaceId));
  expect(rows).toHaveLength(1);
});
