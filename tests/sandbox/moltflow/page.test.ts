import { expect, test } from "vitest";
import { openSandbox, sessionShape } from "./support.ts";

async function page(url: string): Promise<string> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return response.text();
}

test("the overview says it is a sandbox and shows tenants, keys, sessions, requests and deliveries", async () => {
  await using sandbox = await openSandbox({ tenants: "standard" });
  await sandbox.api("mf_sandbox_pro", "GET", "/sessions");
  const html = await page(`${sandbox.url}/`);
  expect(html).toContain("Sandbox – nothing reaches WhatsApp");
  for (const plan of ["free", "starter", "pro", "business"]) expect(html).toContain(`mf_sandbox_${plan}`);
  expect(html.match(/data-testid="tenant-row"/g)).toHaveLength(4);
  expect(html.match(/data-testid="session-row"/g)).toHaveLength(4);
  expect(html.match(/data-testid="request-row"/g)).toHaveLength(1);
});

test("what people write is text on the page, never markup", async () => {
  await using sandbox = await openSandbox();
  const { sessionId } = await sandbox.workingTenant();
  const nasty = '<img src=x onerror="alert(1)">';
  const wish = { phone: "+15550001111", name: nasty, text: nasty };
  await sandbox.control("POST", `/sessions/${sessionId}/receive`, wish);
  const html = await page(`${sandbox.url}/sessions/${sessionId}?chat=15550001111@c.us`);
  expect(html).not.toContain("<img src=x");
  expect(html).toContain("&lt;img src=x");
});

test("the phone shows a session's code with a scan button, and after the scan the conversation with its replies", async () => {
  await using sandbox = await openSandbox();
  const { key } = await sandbox.tenant({ plan: "pro" });
  const { id } = sessionShape.parse((await sandbox.api(key, "POST", "/sessions", { name: "Desk" })).json);
  await sandbox.api(key, "POST", `/sessions/${id}/start`);
  const address = `${sandbox.url}/sessions/${id}`;
  await expect.poll(() => page(address)).toContain('data-testid="scan"');
  await sandbox.control("POST", `/sessions/${id}/scan`);
  await sandbox.control("POST", `/sessions/${id}/receive`, {
    phone: "+15550001111",
    name: "Zoe",
    text: "Hello?",
  });
  const sending = { session_id: id, chat_id: "15550001111@c.us", message: "Hi Zoe" };
  await sandbox.api(key, "POST", "/messages/send", sending);
  const html = await page(address);
  expect(html).not.toContain('data-testid="scan"');
  expect(html.match(/data-testid="phone-message"/g)).toHaveLength(2);
  expect(html).toContain("Hi Zoe");
});

test("an unknown session or part is a 404", async () => {
  await using sandbox = await openSandbox();
  expect((await fetch(`${sandbox.url}/sessions/none`)).status).toBe(404);
  expect((await fetch(`${sandbox.url}/parts/toString`)).status).toBe(404);
});

test("the phone shows a poll as one, a chat's labels and kind, and who is in a group", async () => {
  await using sandbox = await openSandbox();
  const { key, sessionId, chat } = await sandbox.workingTenant();
  const poll = { session_id: sessionId, chat_id: chat.jid, title: "<b>When?</b>", options: ["Now", "Later"] };
  await sandbox.api(key, "POST", "/messages/send/poll", poll);
  const html = await page(`${sandbox.url}/sessions/${sessionId}?chat=${chat.jid}`);
  expect(html).toContain("&lt;b&gt;When?&lt;/b&gt;");
  expect(html.match(/data-testid="poll"/g)).toHaveLength(1);
  expect(html).toContain("VIP customer");
  expect(html).toContain("@lid");
  expect(html).not.toContain("parts/members");

  const group = sandbox.sandbox.store.groups.find(({ monitor }) => monitor !== null);
  const members = `${sandbox.url}/sessions/${sessionId}/parts/members?chat=${group?.jid}`;
  expect(await page(members)).toContain(
    "this number is an admin · watched: keywords (urgent, support, help)",
  );
  expect((await fetch(members.replace(group?.jid ?? "", chat.jid))).status).toBe(404);
});
