import { randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { Webhook } from "standardwebhooks";
import { type Sink, startSink } from "#tests/support/sink.ts";
import { sandbox } from "./support/sandbox.ts";
import { makeConnectedWorkspace, signInAs } from "./support/session-cookie.ts";
import { expect, test } from "./support/test.ts";
import { matching, type Words } from "./support/words.ts";

const jid = "15550104500@c.us";
const lastAttempt = 8;

let sink: Sink;

test.beforeEach(async () => {
  sink = await startSink();
});

test.afterEach(() => sink.close());

async function openDesk(page: Page) {
  const slug = `programs-${randomBytes(4).toString("hex")}`;
  const ownerId = await signInAs(page.context(), `${slug}@example.com`);
  return makeConnectedWorkspace(ownerId, "Programs", slug);
}

/** Adds a destination as a person does. @returns the secret that they copy */
async function addDestination(page: Page, t: Words, slug: string): Promise<string> {
  await page.goto(`/w/${slug}/settings/destinations`);
  await page.getByTestId("add-destination").click();
  await page.getByLabel(t("destinations.form.name"), { exact: true }).fill("CRM");
  await page.getByLabel(t("destinations.form.url"), { exact: true }).fill(`${sink.url}/moltdesk`);
  await page.getByTestId("filter-events").locator("summary").click();
  await page.getByTestId("filter-events").getByLabel(t("filters.events.message_received")).check();
  await expect(page.getByTestId("preview-body")).toContainText('"type": "message.received"');
  await page.getByRole("button", { name: t("destinations.form.create") }).click();
  return page.getByTestId("destination-secret").locator("input").inputValue();
}

const say = (sessionId: string, text: string) =>
  sandbox.receive(sessionId, { chatId: jid, name: "Ines", text });

/** What the ledger of the open console says. */
async function readLedger(page: Page) {
  const count = async (of: string) =>
    Number(await page.getByTestId(`ledger-${of}`).getAttribute("data-count"));
  const [accepted = 0, ...parts] = await Promise.all(
    ["accepted", "delivered", "waiting", "dead", "blocked", "cancelled"].map(count),
  );
  return { accepted, parts, sum: parts.reduce((sum, part) => sum + part, 0) };
}

/** Lets the time pass that lies before the next attempt, and the pause of the circuit breaker. */
async function passTime(workspaceId: string): Promise<void> {
  const { systemDb, systemSql } = await import("#db/client.ts");
  const { nudge } = await import("#server/live/index.ts");
  const sql = systemSql();
  await sql`update deliveries set due_at = now() where workspace_id = ${workspaceId} and state = 'failed'`;
  await sql`update destination_turns set open_until = null, due_at = now() where workspace_id = ${workspaceId}`;
  await nudge(systemDb(), workspaceId, "deliveries");
}

test("a program verifies what it gets, breaks, is mended, and gets what it missed: the account balances", async ({
  page,
  t,
}) => {
  test.slow();
  const attempts = (count: number) => t("destinations.deliveries.attempts", { count });
  const desk = await openDesk(page);
  const secret = await addDestination(page, t, desk.slug);
  expect(secret).toMatch(/^whsec_/);

  await page.getByTestId("send-test").click();
  await expect(page.getByTestId("test-result").locator("[data-delivered=true]")).toContainText("204");
  const [example] = await sink.received(1);
  const webhook = new Webhook(secret);
  const verify = ({ headers, body }: { headers: object; body: Buffer }) =>
    webhook.verify(body, headers as Record<string, string>);
  expect(example && verify(example)).toMatchObject({ type: "moltdesk.test" });

  await page.getByRole("link", { name: t("destinations.created.open") }).click();
  await expect(page.getByRole("heading", { name: "CRM", level: 1 })).toBeVisible();
  await expect(page.getByText(t("destinations.deliveries.empty"))).toBeVisible();

  await say(desk.sessionId, "Is the shop open?");
  const rows = page.getByTestId("delivery-row");
  await expect(rows.filter({ hasText: t("destinations.state.delivered") })).toHaveCount(1);
  const [, first] = await sink.received(2);
  expect(first && verify(first)).toMatchObject({
    type: "message.received",
    data: expect.objectContaining({}),
  });

  // It breaks.
  sink.answer({ status: 500, body: "out of order" });
  await say(desk.sessionId, "Hello?");
  await expect(rows.first()).toHaveAttribute("data-state", "failed");
  await expect(rows.first()).toContainText("HTTP 500");
  await expect(page.getByText(matching(t("destinations.healthText.failing", { time: "…" })))).toBeVisible();
  // The second attempt comes by itself, five seconds later.
  await expect(rows.first()).toContainText(attempts(2), { timeout: 20_000 });
  for (let made = 2; made < lastAttempt; made += 1) {
    await expect(rows.first()).toContainText(attempts(made));
    await passTime(desk.workspaceId);
    await expect(rows.first()).toContainText(attempts(made + 1));
  }
  await expect(rows.first()).toHaveAttribute("data-state", "dead");
  await rows.first().getByRole("button").click();
  const detail = page.getByTestId("delivery-detail");
  await expect(detail.getByTestId("attempt")).toHaveCount(lastAttempt);
  await expect(detail).toContainText("out of order");
  await page.keyboard.press("Escape");

  // It is mended, and what it missed is sent again.
  sink.answer({ status: 200, body: "thanks" });
  await passTime(desk.workspaceId);
  await page.getByTestId("replay").click();
  await expect(page.getByTestId("replay-count")).toContainText(t("destinations.replay.count", { count: 1 }));
  await page.getByTestId("start-replay").click();
  await expect(page.getByTestId("replay-row")).toHaveAttribute("data-state", "done", { timeout: 20_000 });
  await expect(rows.first()).toHaveAttribute("data-state", "delivered");
  await expect(rows.first()).toHaveAttribute("data-replay", "true");
  const requests = sink.requests.slice(2);
  expect(new Set(requests.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect(requests.at(-1)?.headers["x-moltdesk-replay"]).toBe("true");
  for (const request of requests) expect(() => verify(request)).not.toThrow();

  await expect.poll(async () => (await readLedger(page)).accepted).toBe(3);
  expect(await readLedger(page)).toEqual({ accepted: 3, parts: [2, 0, 1, 0, 0], sum: 3 });
  await expect(page.getByTestId("ledger")).toHaveAttribute("data-balanced", "true");
  await expect(page.getByText(t("destinations.ledger.balanced"))).toBeVisible();

  // The event tells the same story.
  await page.goto(`/w/${desk.slug}/inbox`);
  await page.getByTestId("event-row").filter({ hasText: "Hello?" }).first().click();
  const story = page.getByTestId("event-story");
  await expect(story.getByTestId("story-delivery")).toHaveCount(2);
  await expect(story).toContainText(t("destinations.state.dead"));
  await expect(story).toContainText(t("destinations.state.delivered"));
});
