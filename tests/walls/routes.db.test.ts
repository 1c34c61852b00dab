import { glob, readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GET as eventExport } from "#app/w/[workspace]/inbox/export/route.ts";
import { GET as picture } from "#app/w/[workspace]/picture/route.ts";
import { GET as auditExport } from "#app/w/[workspace]/settings/audit/export/route.ts";
import { GET as exportFile } from "#app/w/[workspace]/settings/data/exports/[id]/route.ts";
import { GET as deliveryExport } from "#app/w/[workspace]/settings/destinations/export/route.ts";
import { systemDb } from "#db/client.ts";
import { workspacePictures } from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import type { Permission } from "#server/members/index.ts";
import { insertTeamThings } from "#server/walls/canary-rows.ts";
import { makeDestination } from "#tests/server/replays/fixtures.ts";
import type { Desk } from "./inputs/define.ts";
import { callers, cookieOf, type Expected } from "./support/callers.ts";
import { makeDesk } from "./support/desk.ts";
import type { Headers as Bearing } from "./support/http.ts";

const secret = "words of the other side";

type Door = {
  who: string;
  /** Set where it serves what is a workspace's. */
  serves?: { permission: Permission; ask: (desk: Shown, headers: Bearing) => Promise<Response> };
  /** Refuses everybody in the same words, as a thing that is not there. */
  hides?: true;
};

type Shown = Desk & { exportId: string; destinationId: string };

const request = (headers: Bearing, path: string) => new Request(`http://localhost:3000${path}`, { headers });

/** Every route file, and every path that the server answers before Next is asked. A new one needs an entry. */
const doors: Readonly<Record<string, Door>> = {
  "app/api/auth/[...nextauth]/route.ts": { who: "everybody: it is where people sign in" },
  "app/api/auth-passkey/options/route.ts": { who: "everybody: it is where people sign in" },
  "app/api/auth-passkey/sign-in/route.ts": { who: "everybody: it is where people sign in" },
  "app/api/trpc/[trpc]/route.ts": { who: "as each procedure says; see procedures.db.test.ts" },
  "app/api/inbox/events/route.ts": { who: "programs with a token; see event-doors.db.test.ts" },
  "app/api/stripe/webhook/route.ts": { who: "Stripe alone, by its signature; see tests/server/billing" },
  "app/in/[token]/route.ts": {
    who: "whoever has the inbox's token may give; programs with a token of their own read: see event-doors.db.test.ts",
  },
  "app/w/[workspace]/picture/route.ts": {
    who: "members",
    hides: true,
    serves: {
      permission: "workspace.read",
      ask: ({ slug }, headers) =>
        picture(request(headers, `/w/${slug}/picture`), { params: Promise.resolve({ workspace: slug }) }),
    },
  },
  "app/w/[workspace]/inbox/export/route.ts": {
    who: "members who may export events",
    serves: {
      permission: "inbox.export",
      ask: ({ slug }, headers) =>
        eventExport(request(headers, `/w/${slug}/inbox/export?format=json`), {
          params: Promise.resolve({ workspace: slug }),
        }),
    },
  },
  "app/w/[workspace]/settings/destinations/export/route.ts": {
    who: "members who may export deliveries",
    serves: {
      permission: "destinations.export",
      ask: ({ slug, destinationId }, headers) =>
        deliveryExport(
          request(
            headers,
            `/w/${slug}/settings/destinations/export?format=csv&destinationId=${destinationId}`,
          ),
          { params: Promise.resolve({ workspace: slug }) },
        ),
    },
  },
  "app/w/[workspace]/settings/audit/export/route.ts": {
    who: "members who may export the audit",
    serves: {
      permission: "audit.export",
      ask: ({ slug }, headers) =>
        auditExport(request(headers, `/w/${slug}/settings/audit/export?format=json`), {
          params: Promise.resolve({ workspace: slug }),
        }),
    },
  },
  "app/w/[workspace]/settings/data/exports/[id]/route.ts": {
    who: "whoever asked for the export, and managers",
    serves: {
      permission: "inbox.export",
      ask: ({ slug, exportId: id }, headers) =>
        exportFile(request(headers, `/w/${slug}/settings/data/exports/${id}`), {
          params: Promise.resolve({ workspace: slug, id }),
        }),
    },
  },
  "/healthz": { who: "everybody: it says that the process lives" },
  "/readyz": { who: "everybody: it says what works" },
  "/metrics": { who: "whoever has METRICS_TOKEN" },
  "/in/": { who: "as app/in/[token]/route.ts" },
};

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, tenants: "none", allowPrivateUrls: true });
}, 30_000);
afterAll(() => sandbox.close());

async function makeShown(text: string): Promise<Shown> {
  const desk = await makeDesk(sandbox, text);
  const { workspaceId, inboxId, ownerId: userId } = desk;
  const made = await systemDb().transaction(async (tx) => {
    await tx
      .insert(workspacePictures)
      .values({ workspaceId, contentType: "image/png", body: Buffer.from(text) });
    return insertTeamThings(tx, { workspaceId, inboxId, userId, secret: text });
  });
  const destinationId = await makeDestination(workspaceId, { name: text });
  return { ...desk, exportId: made.targets.export ?? "", destinationId };
}

async function askAt(door: Door, desk: Shown, headers: Bearing) {
  if (!door.serves) throw new Error("This door serves no workspace.");
  const response = await door.serves.ask(desk, headers);
  return { status: response.status, text: await response.text() };
}

const statusOf: Readonly<Record<string, number>> = { UNAUTHORIZED: 401, FORBIDDEN: 403, NOT_FOUND: 404 };

function wantedStatus({ hides }: Door, expected: Expected): number {
  if (expected === "in") return 200;
  return hides ? 404 : (statusOf[expected.code] ?? 0);
}

test("every door to the outside has an entry that says who may", async () => {
  const found: string[] = [];
  for await (const path of glob("app/**/route.ts")) found.push(path);
  for await (const path of glob("server/http/*.ts")) {
    const text = await readFile(path, "utf8");
    found.push(...[...text.matchAll(/(?:path === |prefix = )"(\/[^"]*)"/g)].map(([, door = ""]) => door));
  }
  expect(found.length).toBeGreaterThan(8);
  expect(Object.keys(doors).sort()).toEqual([...new Set(found)].sort());
});

const serving = Object.entries(doors).filter(([, { serves }]) => serves);

describe.each(serving)("%s", (_path, door) => {
  const permission = door.serves?.permission ?? "workspace.read";

  for (const caller of callers) {
    test(`answers ${caller.name} as the role table says`, async () => {
      const desk = await makeShown(secret);
      const headers = await caller.headers(desk);
      const { status, text } = await askAt(door, desk, headers);
      const wanted = wantedStatus(door, caller.expects({ permission, confirmed: false }));
      // Whether this export is theirs is for the route itself to say.
      if (wanted === 200) expect([200, 404]).toContain(status);
      else expect(status).toBe(wanted);
      if (status !== 200) expect(text).not.toContain(secret);
    });
  }

  test("serves nothing of another workspace, by its address or by its ids", async () => {
    const [ours, theirs] = [await makeShown("ours"), await makeShown(secret)];
    const headers = await cookieOf(ours.ownerId);
    const byAddress = await askAt(door, theirs, headers);
    expect(byAddress.status).toBe(404);
    const byIds = await askAt(door, { ...theirs, slug: ours.slug }, headers);
    for (const { text } of [byAddress, byIds]) expect(text).not.toContain(secret);
    expect((await askAt(door, ours, headers)).status).toBe(200);
  });
});
